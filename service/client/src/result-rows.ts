import { type Cell, type Client, type ResultColumn, type Run, readResult } from '@glovebox/api'

/** A result as it comes: rows are in the order of the columns. */
export type Result = { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Cell[])[] }

type Kinds = { readonly text: string; readonly number: number; readonly integer: bigint; readonly boolean: boolean }

/** What a column is read as; a question mark lets NULL through. */
export type ColumnKind = keyof Kinds | `${keyof Kinds}?`

/** A row whose columns are read as these kinds. */
export type RowOf<Columns extends Readonly<Record<string, ColumnKind>>> = {
  readonly [Name in keyof Columns]: Columns[Name] extends keyof Kinds
    ? Kinds[Columns[Name]]
    : Columns[Name] extends `${infer Kind extends keyof Kinds}?`
      ? Kinds[Kind] | null
      : never
}

/** A result has not the columns that were expected. */
export class ResultError extends Error {
  override readonly name: string = 'ResultError'
}

type Place = Pick<Run, 'collaboration' | 'id'>

/** Fetches the result of a run, for its receivers. */
export async function readRows(client: Client, { collaboration, id }: Place, signal?: AbortSignal): Promise<Result> {
  const options = { accept: 'application/json', ...(signal === undefined ? {} : { signal }) }
  const response = await client.open(readResult, { params: { collaboration, run: id } }, options)
  return (await response.json()) as Result
}

/**
 * Fetches the result of a run as objects with these columns, or throws `ResultError`. `number` takes what was sent as a
 * text because it is not exact as a number (decimals, integers beyond 2^53); `integer` and `text` keep it exact.
 */
export async function resultRows<const Columns extends Readonly<Record<string, ColumnKind>>>(
  client: Client,
  run: Place,
  columns: Columns,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly RowOf<Columns>[]> {
  const result = await readRows(client, run, options.signal)
  const wanted = Object.entries(columns).map(([name, kind]) => {
    const at = result.columns.findIndex((column) => column.name === name)
    if (at < 0) throw new ResultError(`the result has no column \`${name}\``)
    return { name, kind, at }
  })
  return result.rows.map(
    (row) =>
      Object.fromEntries(
        wanted.map(({ name, kind, at }) => [name, read(row[at] ?? null, kind, name)]),
      ) as RowOf<Columns>,
  )
}

function read(cell: Cell, kind: ColumnKind, name: string): string | number | bigint | boolean | null {
  if (cell === null && kind.endsWith('?')) return null
  const value = cell === null ? undefined : readers[kind.replace('?', '') as keyof Kinds](cell)
  if (value === undefined) throw new ResultError(`the column \`${name}\` of the result is not all ${kind}`)
  return value
}

const readers: { readonly [Kind in keyof Kinds]: (cell: NonNullable<Cell>) => Kinds[Kind] | undefined } = {
  text: (cell) => (typeof cell === 'string' ? cell : undefined),
  boolean: (cell) => (typeof cell === 'boolean' ? cell : undefined),
  integer: (cell) => {
    if (typeof cell === 'string') return /^-?\d+$/.test(cell) ? BigInt(cell) : undefined
    return Number.isSafeInteger(cell) ? BigInt(cell) : undefined
  },
  number: (cell) => {
    if (typeof cell === 'number') return cell
    return typeof cell === 'string' && numeric.test(cell) ? Number(cell) : undefined
  },
}

const numeric = /^(NaN|-?Infinity|-?\d+(\.\d+)?)$/
