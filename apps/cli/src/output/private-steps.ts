import type { MechanismReport, Price, StepReport } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import { priceTable } from './price.ts'
import { rounded } from './rounded.ts'
import type { Style } from './style.ts'
import { tableLines } from './table.ts'

/** How the numbers of an analysis are made private: what it costs, and of each private aggregation all that is public. */
export function* privacyPlanLines(
  { price, steps }: { readonly price: readonly Price[]; readonly steps: readonly StepReport[] },
  style: Style,
): Generator<string> {
  yield style.bold('what it costs')
  const { columns, rows } = priceTable(price)
  yield* indented(tableLines(columns, rows, style))
  for (const [index, step] of steps.entries()) {
    yield ''
    yield style.bold(
      steps.length === 1 ? 'how it is made private' : `how part ${index + 1} of ${steps.length} is made private`,
    )
    yield* indented(stepLines(step, style))
  }
}

function* stepLines(step: StepReport, style: Style): Generator<string> {
  const { units, groups, mechanisms, loss, isCached } = step
  const bounds = boundsText(step)
  const fields = [
    ...units.map(({ table, owner, unit }) => [
      'protects',
      `${showLine(unit)} of ${showLine(table)} (${showLine(owner)})`,
    ]),
    ...(bounds === undefined ? [] : [['counts', bounds]]),
    ['groups', groupsText(groups)],
    ['loss', isCached ? 'none: published before' : lossText(loss)],
  ]
  const width = Math.max(...fields.map(([name = '']) => name.length))
  for (const [name = '', text = ''] of fields) yield `${style.dim(name.padEnd(width))}  ${text}`
  if (mechanisms.length === 0) return
  yield ''
  yield* tableLines(columns, mechanisms.map(mechanismRow), style)
}

/** How much of one unit counts; nothing where all of it does. */
function boundsText({ groups, maxGroupsContributed, maxRowsPerGroup }: StepReport): string | undefined {
  const hasGroups = groups.kind !== 'one' && maxGroupsContributed < Number.MAX_SAFE_INTEGER
  const atMost = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'} of a unit at most`
  if (!hasGroups) return maxRowsPerGroup === undefined ? undefined : atMost(maxRowsPerGroup, 'row')
  const rows =
    maxRowsPerGroup === undefined ? '' : `, and ${maxRowsPerGroup} ${maxRowsPerGroup === 1 ? 'row' : 'rows'} in each`
  return `${atMost(maxGroupsContributed, 'group')}${rows}`
}

function groupsText(groups: StepReport['groups']): string {
  switch (groups.kind) {
    case 'one':
      return 'one row, always'
    case 'public-table':
      return 'public: every key of a public table appears, and no other'
    case 'public':
      return `public: ${groups.count} declared ${groups.count === 1 ? 'key appears' : 'keys appear'}, and no other`
    case 'private': {
      const { threshold, delta, minimumUnits } = groups
      const least = minimumUnits > 1 ? `, and from ${minimumUnits} exact ones on` : ''
      return `private: a key appears from ${rounded(threshold, 'up', 6)} noisy units on${least} (δ ${rounded(delta, 'up')})`
    }
  }
}

function lossText({ rho, epsilon, delta }: StepReport['loss']): string {
  const parts = [
    ...(rho === undefined ? [] : [`ρ ${rounded(rho, 'up')}`]),
    ...(epsilon === undefined ? [] : [`ε ${rounded(epsilon, 'up')}`]),
    ...(delta === 0 ? [] : [`δ ${rounded(delta, 'up')}`]),
  ]
  return parts.length === 0 ? 'none' : parts.join(', ')
}

const columns = [
  { name: 'aggregate' },
  { name: 'noise' },
  ...['sensitivity', 'standard deviation', '± at 95 %', 'bounds'].map((name) => ({ name, isNumber: true })),
]

function mechanismRow(report: MechanismReport): readonly string[] {
  const { name, mechanism, sensitivity, standardDeviation, halfWidth, bounds } = report
  return [
    name,
    mechanism,
    rounded(sensitivity, 'up'),
    rounded(standardDeviation, 'up'),
    rounded(halfWidth, 'up'),
    bounds === undefined ? '' : `${rounded(bounds.low, 'down', 6)} … ${rounded(bounds.high, 'up', 6)}`,
  ]
}

function* indented(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield line === '' ? '' : `  ${line}`
}
