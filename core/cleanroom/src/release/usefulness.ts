import type { PrivateStep } from '../model/private-step.ts'
import { alpha } from './estimate.ts'
import { readingOf } from './reading.ts'

/** How exact a step's answers are, from its noise and threshold alone. */
export type Precision = {
  /** For each count and sum, by its name as people read it: from where on it is within a tenth of itself at 95 %. */
  readonly tenthFrom: readonly { readonly name: string; readonly isCount: boolean; readonly from: number }[]
  /** The noisy units from which on a group is shown; absent where every group is. */
  readonly shownFrom?: bigint
}

/** How exact a step's answers are. */
export function precisionOf(step: PrivateStep): Precision {
  const { groups, minimumUnits } = step
  const least = BigInt(minimumUnits)
  const shownFrom = groups.kind === 'private' ? groups.threshold + least - 1n : minimumUnits > 1 ? least : undefined
  const tenthFrom = step.columns.flatMap(({ column, formula }) => {
    const coordinate = formula.kind === 'value' ? step.coordinates[formula.coordinate] : undefined
    if (formula.kind !== 'value' || coordinate === undefined) return []
    const { high } = readingOf(step, formula.coordinate, alpha).interval(0n)
    // Only counts are BIGINT: a sum of whole numbers is a decimal.
    return [{ name: coordinate.name, isCount: column.type.kind === 'integer', from: 10 * high }]
  })
  return { tenthFrom, ...(shownFrom === undefined ? {} : { shownFrom }) }
}

/** Whether answers of this precision will be of use, in sentences. */
export function usefulness(steps: readonly PrivateStep[]): readonly string[] {
  return [...new Set(steps.flatMap((step) => sentences(precisionOf(step))))]
}

function sentences({ tenthFrom, shownFrom }: Precision): readonly string[] {
  const within = tenthFrom.map(
    ({ name, isCount, from }) =>
      `${isCount ? 'counts' : 'sums'} of ${upToTwoDigits(from)} or more are within 10 % at 95 % confidence: \`${name}\``,
  )
  const shown = shownFrom === undefined ? [] : [`groups of fewer than about ${shownFrom} units are not shown`]
  return [...within, ...shown]
}

/** The number with two digits that matter, rounded up; whole from 10 on. */
function upToTwoDigits(x: number): string {
  const unit = 10 ** (Math.floor(Math.log10(x)) - 1)
  return String(Number((Math.ceil(x / unit) * unit).toPrecision(2)))
}
