import type { Cell } from '@glovebox/api'
import { printTable } from '../../../output/print.ts'
import type { Settings } from '../../../settings.ts'

type Result = {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Cell[])[]
}

const isNumeric = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UBIGINT|DOUBLE|FLOAT|REAL|DECIMAL)/

/** A result as a table for people. */
export async function printResult(response: Response, { out }: Settings): Promise<void> {
  const { columns, rows } = (await response.json()) as Result
  await printTable(
    columns.map(({ name, type }) => ({ name, isNumber: isNumeric.test(type) })),
    rows.map((row) => row.map((cell) => (cell === null || typeof cell === 'string' ? cell : JSON.stringify(cell)))),
    'table',
    out,
  )
}
