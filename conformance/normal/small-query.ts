import { integerType, type Schema, type Tables } from '@glovebox/sql'
import { percent, pick, type Source, several } from '../differential/source.ts'

// Queries of few parts over two tables of two columns. `x` and `y` are always there, `z` sometimes.

export const smallSchema: Schema = {
  tables: ['r', 's'].map((name) => ({
    name,
    columns: ['a', 'b'].map((column) => ({ name: column, type: integerType, nullable: true })),
  })),
}

/** A few rows of small numbers and NULLs. */
export function smallRows(source: Source): Tables {
  const cell = (): bigint | null => (percent(source, 15) ? null : BigInt(source.below(3)))
  return { r: several(source, 0, 5, () => [cell(), cell()]), s: several(source, 0, 5, () => [cell(), cell()]) }
}

/** A query. */
export function smallQuery(source: Source): string {
  return selected(source, smallRest(source))
}

/** FROM and WHERE. */
export function smallRest(source: Source): string {
  const isThree = percent(source, 15)
  const from = fromClause(source, isThree)
  const conditions = several(source, 0, 3, () => condition(source, isThree))
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(pick(source, [' AND ', ' AND ', ' OR ']))}`
  return `FROM ${from}${where}`
}

function fromClause(source: Source, isThree: boolean): string {
  const [x, y] = [item(source, 'x'), item(source, 'y')]
  const on = several(source, 1, 2, () => condition(source, false)).join(' AND ')
  const join = pick(source, ['JOIN', 'JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', ','])
  const two = percent(source, 50) ? `${x} ${join} ${y}` : `${y} ${join} ${x}`
  const joined = join === ',' ? two : `${two} ON ${on}`
  if (!isThree) return joined
  const z = item(source, 'z')
  return pick(source, [
    `${joined} JOIN ${z} ON ${condition(source, true)}`,
    `${joined} LEFT JOIN ${z} ON ${condition(source, true)}`,
    `${z} CROSS JOIN (${joined})`,
  ])
}

function item(source: Source, alias: string): string {
  const table = pick(source, ['r', 'r', 'r', 's'])
  const from = pick(source, [
    table,
    table,
    table,
    table,
    `(SELECT a, b FROM ${table} WHERE b > 1)`,
    `(SELECT b AS a, a AS b FROM ${table})`,
    `(SELECT DISTINCT a, b FROM ${table})`,
    `(SELECT a, COUNT(*) AS b FROM ${table} GROUP BY a)`,
    `(SELECT a, 1 AS b FROM ${table})`,
    `(SELECT a, b FROM ${table} UNION ALL SELECT b, a FROM s)`,
    `(SELECT a, b FROM s UNION ALL SELECT a, b FROM ${table})`,
    `(SELECT a, b FROM ${table} ORDER BY a, b LIMIT 2)`,
    `(SELECT p.a, q.b FROM ${table} AS p LEFT JOIN s AS q ON p.a = q.a)`,
    `(SELECT a, SUM(b) OVER (PARTITION BY a) AS b FROM ${table})`,
    `(SELECT a, ROW_NUMBER() OVER (ORDER BY b) AS b FROM ${table})`,
    '(VALUES (1, 2), (2, 0))',
    '(VALUES (2, 0), (1, 2))',
  ])
  return from.startsWith('(VALUES') ? `${from} AS ${alias}(a, b)` : `${from} AS ${alias}`
}

function column(source: Source, isThree: boolean): string {
  return pick(source, ['x.a', 'x.b', 'y.a', 'y.b', ...(isThree ? ['z.a', 'z.b'] : [])])
}

function condition(source: Source, isThree: boolean): string {
  const one = column(source, isThree)
  const pair = isThree && percent(source, 50) ? ['x.a', 'z.a'] : ['x.a', 'y.a']
  return pick(source, [
    pair.join(' = '),
    pair.toReversed().join(' = '),
    'x.a = y.b',
    'x.b < y.b',
    'y.b > x.b',
    `${one} > 1`,
    `NOT ${one} <= 1`,
    `${one} = ${column(source, isThree)}`,
    `${one} IN (1, 0)`,
    `(${one} = 0 OR ${one} = 1)`,
    `(${one} > 1) IS NOT FALSE`,
    `${one} IS NULL`,
    `${one} IN (SELECT a FROM s)`,
    `${one} NOT IN (SELECT s.a FROM s)`,
    'EXISTS (SELECT a FROM s WHERE b > 1)',
  ])
}

function selected(source: Source, rest: string): string {
  const [one, other] = [column(source, false), column(source, false)]
  return pick(source, [
    `SELECT ${one} ${rest}`,
    `SELECT ${one}, ${other} ${rest}`,
    `SELECT ${one} + ${other} ${rest}`,
    `SELECT COUNT(*) ${rest}`,
    `SELECT COUNT(${one}) ${rest}`,
    `SELECT SUM(${one}) FILTER (WHERE ${other} > 1) ${rest}`,
    `SELECT DISTINCT ${one} ${rest}`,
    `SELECT ${one} ${rest} GROUP BY ${one}`,
    `SELECT ${one}, SUM(${other}) ${rest} GROUP BY ${one}`,
    `SELECT SUM(x.a) ${rest} GROUP BY x.b, y.b`,
    `SELECT ${one}, COUNT(*) OVER (PARTITION BY ${other}) ${rest}`,
    `SELECT ${one}, LAG(${other}) OVER (ORDER BY x.a) ${rest}`,
    `SELECT ${one} ${rest} ORDER BY ${other} LIMIT 2`,
    `SELECT COALESCE(${one}, ${other}) ${rest}`,
  ])
}
