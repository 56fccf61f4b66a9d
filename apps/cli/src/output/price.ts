import type { ExpectedError, Price } from '@glovebox/api'
import { confidenceText, percent, rounded } from './rounded.ts'
import type { TableCell, TableColumn } from './table.ts'

export type Table = { readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly TableCell[])[] }

/** What an analysis costs each owner's budget, as shares: ε does not add up. */
export function priceTable(price: readonly Price[]): Table {
  return {
    columns: [
      { name: 'budget of' },
      ...['ε', 'δ', 'share', 'left before', 'left after', 'then fit'].map((name) => ({ name, isNumber: true })),
    ],
    rows: price.map(({ owner, epsilon, delta, share, remainingBefore, remainingAfter, isAffordable }) => [
      owner,
      rounded(epsilon, 'up'),
      rounded(delta, 'up'),
      percent(share, 'up'),
      percent(remainingBefore.share, 'down'),
      isAffordable ? percent(remainingAfter.share, 'down') : 'not enough',
      isAffordable ? fitText(remainingAfter.analyses) : 'none',
    ]),
  }
}

function fitText(analyses: number | undefined): string {
  return analyses === undefined ? '' : `${analyses} like this`
}

/** Whether everything that is asked for was published before. */
export function isFree(price: readonly Price[]): boolean {
  return price.length > 0 && price.every(({ epsilon, delta, share }) => epsilon === 0 && delta === 0 && share === 0)
}

/** The error to expect of each column. */
export function expectedErrorTable(expected: Readonly<Record<string, ExpectedError>>): Table {
  return {
    columns: [{ name: 'column' }, { name: 'expected error' }],
    rows: Object.entries(expected).map(([name, { confidence, halfWidth, units }]) => [
      name,
      `± ${rounded(halfWidth, 'up')} at ${confidenceText(confidence)}${units === undefined ? '' : ` in groups of ${units} units`}`,
    ]),
  }
}
