import {
  compile,
  duckdb,
  emit,
  evaluate,
  type Query,
  type Tables,
  typeName,
  type Value,
  writeValue,
} from '@glovebox/sql'
import { hasTotalOrder, isAmbiguous } from './ambiguity.ts'
import { type ColumnRule, type Rows, sameBag, sameSequence } from './compare.ts'
import { type Database, parameters, randomDatabase } from './database.ts'
import { type Duckdb, duckdbTypeName } from './duckdb.ts'
import { randomQuery } from './query.ts'
import { sharpnessOf } from './sharpness.ts'
import { type Source, seededSource } from './source.ts'

/** One random query on one random database. */
export type Trial = { readonly database: Database; readonly sql: string }

/** What came of a trial; `difference` says in what the engine and the evaluator do not agree. */
export type Outcome =
  | { readonly kind: 'refused'; readonly codes: readonly string[] }
  | { readonly kind: 'same'; readonly compared: 'sequence' | 'bag' | 'nothing' }
  | { readonly kind: 'different'; readonly difference: string; readonly emitted: string }

/** The trial that a source makes. */
export function trialOf(source: Source): Trial {
  const database = randomDatabase(source)
  return { database, sql: randomQuery(source, database) }
}

/** Runs a trial on both; whatever throws is a difference. */
export async function runTrial(trial: Trial, engine: Duckdb): Promise<Outcome> {
  try {
    return await compareTrial(trial, engine)
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { kind: 'different', difference: `threw ${text}`, emitted: '' }
  }
}

async function compareTrial({ database, sql }: Trial, engine: Duckdb): Promise<Outcome> {
  const compiled = compile(sql, database.schema, parameters)
  if (!compiled.ok) return { kind: 'refused', codes: compiled.diagnostics.map((d) => d.code) }
  const query = compiled.value
  const { sql: emitted, columns } = emit(query, duckdb)
  const differ = (difference: string): Outcome => ({ kind: 'different', difference, emitted })
  await engine.load(database.schema.tables, database.tables)
  const result = await engine.run(emitted).catch((error: Error) => error)
  if (result instanceof Error) return differ(`the engine raised: ${result.message}`)
  const wanted = columns.map(({ type }) => duckdbTypeName(type))
  if (wanted.join() !== result.types.join()) return differ(`types ${result.types.join()} instead of ${wanted.join()}`)
  const sharpness = sharpnessOf(query)
  if (!sharpness.areRowsExact) return { kind: 'same', compared: 'nothing' }
  // Sums of wild doubles depend on the order in which they are added.
  const rules = columns.map(({ type }, i): ColumnRule => {
    const blur = sharpness.outputs[i] ?? 'exact'
    return { type, blur: database.isWild && blur === 'close' ? 'loose' : blur }
  })
  if (isAmbiguous(query, database.tables)) return { kind: 'same', compared: 'nothing' }
  const expected = orders(query, database.tables)
  const [first = []] = expected
  if (!expected.every((rows) => sameBag(first, rows, rules))) return { kind: 'same', compared: 'nothing' }
  if (!sameBag(first, result.rows, rules))
    return differ(`expected\n${show(first, rules)}\ngot\n${show(result.rows, rules)}`)
  if (!hasTotalOrder(query, database.tables) || !expected.every((rows) => sameSequence(first, rows, rules)))
    return { kind: 'same', compared: 'bag' }
  if (sameSequence(first, result.rows, rules)) return { kind: 'same', compared: 'sequence' }
  return differ(`expected in this order\n${show(first, rules)}\ngot\n${show(result.rows, rules)}`)
}

/** What the evaluator gives for the rows as they are, backwards, and shuffled: what differs was not determined. */
function orders(query: Query, tables: Tables): readonly Rows[] {
  const shuffled = mapTables(tables, (rows) => shuffle(rows, rows.length))
  const backwards = mapTables(tables, (rows) => [...rows].reverse())
  return [tables, backwards, shuffled].map((each) => evaluate(query, each).rows)
}

function shuffle(rows: Rows, seed: number): Rows {
  const source = seededSource(seed)
  return rows
    .map((row) => ({ row, place: source.below(1000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row)
}

function mapTables(tables: Tables, f: (rows: Rows) => Rows): Tables {
  return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, f(rows ?? [])]))
}

/** The rows as text. */
export function show(rows: Rows, columns: readonly Pick<ColumnRule, 'type'>[]): string {
  if (rows.length === 0) return '  (no rows)'
  const cell = (value: Value, i: number): string =>
    JSON.stringify(writeValue(value, columns[i]?.type ?? { kind: 'null' }))
  return rows.map((row) => `  ${row.map(cell).join(', ')}`).join('\n')
}

/** A trial and what came of it, for a person to read. */
export function report(
  { database, sql }: Trial,
  { difference, emitted }: Extract<Outcome, { kind: 'different' }>,
): string {
  const tables = database.schema.tables.map(({ name, columns }) => {
    const head = columns.map((column) => `${column.name} ${typeName(column.type)}`).join(', ')
    return `${name} (${head})\n${show(database.tables[name] ?? [], columns)}`
  })
  return [sql, difference, emitted, ...tables].join('\n\n')
}
