import { randomInt } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Aggregate, Question } from './dashboards.ts'

// The plan of the textbooks: Laplace noise, ε split equally over the questions and within each over its aggregates and the
// count that groups are selected by, basic composition. It shares no code with Glovebox. Its noise is of floating-point
// numbers, which is fine for errors and nothing else.

/** What one question may cost, and how much of a unit counts in it. */
export type TextbookTerms = {
  readonly epsilon: number
  readonly delta: number
  readonly maxGroups: number
  /** The groups that appear; absent: those that enough units have. */
  readonly tuples?: readonly string[]
}

/** A group by the text of its keys, with one number for each aggregate. */
export type Answers = ReadonlyMap<string, readonly number[]>

/** Bounded sums of a group: units, and for each aggregate what is added up. */
type Exact = ReadonlyMap<string, { readonly units: number; readonly sums: readonly (readonly number[])[] }>

/** The text of a group's keys, whichever engine gave them. */
export function keyText(values: readonly unknown[]): string {
  return values.map((value) => (value === null ? 'NULL' : String(value))).join(' | ')
}

/** What the textbook adds noise to: per unit and group clamped, at most `maxGroups` groups of a unit. */
export async function boundedSums(
  connection: DuckDBConnection,
  question: Question,
  { maxGroups, tuples }: TextbookTerms,
): Promise<Exact> {
  const { from, unit, where, keys, aggregates, maxRows } = question
  const own = keys.map((key, i) => `${key} AS k${i}`)
  const names = keys.map((_, i) => `k${i}`)
  const sums = aggregates.map((aggregate, i) =>
    'of' in aggregate
      ? `sum(greatest(least(${aggregate.of.column}, ${aggregate.of.high}), ${aggregate.of.low})) AS s${i}, count(${aggregate.of.column}) AS c${i}`
      : `0 AS s${i}, count(*) AS c${i}`,
  )
  const inTuples =
    tuples === undefined || keys.length === 0
      ? ''
      : `WHERE concat_ws(' | ', ${names.join(', ')}) IN (${tuples.map((t) => `'${t.replaceAll("'", "''")}'`).join(', ')})`
  const outputs = aggregates.map((aggregate, i) => boundedSql(aggregate, i, maxRows))
  const rows = await connection.runAndReadAll(`
    WITH per_unit AS (
      SELECT ${[`${unit} AS u`, ...own, ...sums].join(', ')}
      FROM ${from} WHERE ${[`${unit} IS NOT NULL`, ...(where === undefined ? [] : [where])].join(' AND ')}
      GROUP BY ${[unit, ...keys].join(', ')}),
    kept AS (
      SELECT * FROM per_unit ${inTuples}
      QUALIFY row_number() OVER (PARTITION BY u ORDER BY hash(${['u', ...names, "'bench'"].join(', ')})) <= ${maxGroups})
    SELECT ${[...names, 'count(*)', ...outputs].join(', ')} FROM kept ${names.length === 0 ? '' : `GROUP BY ${names.join(', ')}`}`)
  return new Map(
    rows.getRows().map((row) => {
      const cells = row.slice(keys.length + 1).map((cell) => Number(cell ?? 0))
      const pairs = aggregates.map((_, i) => [cells[2 * i] ?? 0, cells[2 * i + 1] ?? 0])
      return [keyText(row.slice(0, keys.length)), { units: Number(row[keys.length]), sums: pairs }] as const
    }),
  )
}

/** Two sums of what each unit adds: a value and a count. */
function boundedSql(aggregate: Aggregate, i: number, maxRows: number): string {
  const count = `sum(least(c${i}, ${maxRows}))`
  switch (aggregate.kind) {
    case 'rows':
      return `${count}, 0`
    case 'units':
      return 'count(*), 0'
    case 'sum': {
      const { low, high } = aggregate.of
      const [least, most] = [Math.min(0, low * maxRows), Math.max(0, high * maxRows)]
      return `sum(greatest(least(s${i}, ${most}), ${least})), 0`
    }
    case 'average':
      return `sum(s${i} * least(1, ${maxRows} / greatest(c${i}, 1))), ${count}`
  }
}

/** The answers with fresh noise. */
export function answer(exact: Exact, { aggregates, maxRows, keys }: Question, terms: TextbookTerms): Answers {
  const { maxGroups, tuples, delta } = terms
  const isSelecting = keys.length > 0 && tuples === undefined
  const epsilon = terms.epsilon / (aggregates.length + (isSelecting ? 1 : 0))
  const threshold = 1 + (maxGroups / epsilon) * Math.log(maxGroups / (2 * delta))
  const groups = new Map<string, readonly number[]>()
  for (const key of keys.length === 0 ? [''] : (tuples ?? exact.keys())) {
    const { units, sums } = exact.get(key) ?? { units: 0, sums: aggregates.map(() => [0, 0]) }
    if (isSelecting && units + laplace(maxGroups / epsilon) < threshold) continue
    const answers = aggregates.map((aggregate, i) => {
      const [first = 0, second = 0] = sums[i] ?? []
      return noisyAnswer(aggregate, [first, second], { maxGroups, maxRows, epsilon })
    })
    groups.set(key, answers)
  }
  return groups
}

function noisyAnswer(
  aggregate: Aggregate,
  [first, second]: readonly [number, number],
  { maxGroups, maxRows, epsilon }: { readonly maxGroups: number; readonly maxRows: number; readonly epsilon: number },
): number {
  const noisy = (value: number, sensitivity: number, own: number): number =>
    value + laplace((maxGroups * sensitivity) / own)
  switch (aggregate.kind) {
    case 'rows':
      return noisy(first, maxRows, epsilon)
    case 'units':
      return noisy(first, 1, epsilon)
    case 'sum':
      return noisy(first, maxRows * size(aggregate), epsilon)
    case 'average': {
      const { low, high } = aggregate.of
      const total = noisy(first, maxRows * size(aggregate), epsilon / 2)
      const count = Math.max(1, noisy(second, maxRows, epsilon / 2))
      return Math.min(high, Math.max(low, total / count))
    }
  }
}

function size({ of }: Extract<Aggregate, { of: unknown }>): number {
  return Math.max(Math.abs(of.low), Math.abs(of.high))
}

function laplace(scale: number): number {
  const unit = (): number => (randomInt(2 ** 47) + 1) / (2 ** 47 + 1)
  return scale * (Math.log(unit()) - Math.log(unit()))
}
