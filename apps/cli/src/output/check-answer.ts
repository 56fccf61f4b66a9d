import type { CheckAnswer } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import { expectedErrorTable, isFree, priceTable, type Table } from './price.ts'
import type { Style } from './style.ts'

/** What the rule of every table says. */
export function verdictTable({ rules }: CheckAnswer): Table {
  return {
    columns: ['table', 'owner', 'rule', 'verdict'].map((name) => ({ name })),
    rows: rules.map(({ table, owner, rule, verdict }) => [table, owner, rule, verdict]),
  }
}

/** What an analysis costs and how exact it is; no tables where nothing that it reads is protected. */
export function figureTables({ price, expectedError }: CheckAnswer): readonly Table[] {
  return [priceTable(price), expectedErrorTable(expectedError)].filter(({ rows }) => rows.length > 0)
}

/** What is said of price and precision in words. */
export function checkNotes({ price, usefulness }: CheckAnswer, style: Style): readonly string[] {
  return [
    ...(isFree(price) ? ['this is published already: asking for it again costs nothing'] : []),
    ...usefulness.map((sentence) => `${style.bold('note')}: ${showLine(sentence)}`),
  ]
}
