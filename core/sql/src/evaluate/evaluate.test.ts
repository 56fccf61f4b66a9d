import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../compile.ts'
import type { Relation } from '../relation/relation.ts'
import type { Schema } from '../resolve/schema.ts'
import { decimalType, doubleType, integerType, textType } from '../type/sql-type.ts'
import { writeValue } from '../type/value-text.ts'
import { evaluate, type Tables } from './evaluate.ts'

const schema: Schema = {
  tables: [
    {
      name: 't',
      columns: [
        { name: 'id', type: integerType, nullable: false },
        { name: 'k', type: textType, nullable: true },
        { name: 'v', type: integerType, nullable: true },
      ],
    },
    {
      name: 'u',
      columns: [
        { name: 'k', type: textType, nullable: true },
        { name: 'w', type: integerType, nullable: true },
      ],
    },
    { name: 'x', columns: [{ name: 'd', type: doubleType, nullable: true }] },
    { name: 'p', columns: [{ name: 'n', type: decimalType(10, 2), nullable: true }] },
    { name: 'none', columns: [{ name: 'v', type: integerType, nullable: true }] },
  ],
}

const tables: Tables = {
  t: [
    [1n, 'a', 10n],
    [2n, 'a', 20n],
    [3n, 'b', null],
    [4n, null, 40n],
    [5n, 'b', 10n],
  ],
  u: [
    ['a', 100n],
    ['a', 200n],
    ['c', 300n],
    [null, 400n],
  ],
  x: [[Number.NaN], [0], [-0], [Number.NaN], [null], [Number.POSITIVE_INFINITY], [1.5]],
  p: [[150n], [250n], [null]],
  none: [],
}

type Row = { readonly sql: string; readonly is: readonly string[] }

// Rows as `value|value`, NULL as it is; in order where the query sorts, else sorted as texts.
const rows: readonly Row[] = [
  // filters and three-valued logic
  { sql: 'SELECT id FROM t WHERE v > 10', is: ['2', '4'] },
  { sql: 'SELECT id FROM t WHERE NOT v > 10', is: ['1', '5'] },
  { sql: 'SELECT id FROM t WHERE v IS NULL OR k IS NULL', is: ['3', '4'] },
  { sql: "SELECT id FROM t WHERE k IN ('a', NULL)", is: ['1', '2'] },
  { sql: "SELECT id FROM t WHERE k NOT IN ('a', NULL)", is: [] },
  { sql: "SELECT id FROM t WHERE k NOT IN ('a')", is: ['3', '5'] },
  { sql: 'SELECT id FROM t WHERE v BETWEEN 10 AND 20', is: ['1', '2', '5'] },
  { sql: "SELECT id, CASE k WHEN 'a' THEN 1 WHEN 'b' THEN 2 END FROM t", is: ['1|1', '2|1', '3|2', '4|NULL', '5|2'] },
  { sql: 'SELECT CASE WHEN v > 10 THEN id WHEN v IS NULL THEN -id ELSE 0 END FROM t', is: ['-3', '0', '0', '2', '4'] },
  { sql: 'SELECT 1 + 1 AS two', is: ['2'] },
  { sql: 'SELECT 1 AS one WHERE FALSE', is: [] },
  { sql: "SELECT n, s FROM (VALUES (1, 'x'), (NULL, 'y')) AS q(n, s)", is: ['1|x', 'NULL|y'] },
  // joins
  { sql: 'SELECT id, w FROM t JOIN u ON t.k = u.k', is: ['1|100', '1|200', '2|100', '2|200'] },
  {
    sql: 'SELECT id, w FROM t LEFT JOIN u ON t.k = u.k AND w > 100',
    is: ['1|200', '2|200', '3|NULL', '4|NULL', '5|NULL'],
  },
  { sql: 'SELECT id, w FROM t RIGHT JOIN u ON t.k = u.k AND v > 10', is: ['2|100', '2|200', 'NULL|300', 'NULL|400'] },
  {
    sql: 'SELECT id, w FROM t FULL JOIN u ON t.k = u.k AND v > 10 AND w < 200',
    is: ['1|NULL', '2|100', '3|NULL', '4|NULL', '5|NULL', 'NULL|200', 'NULL|300', 'NULL|400'],
  },
  { sql: 'SELECT COUNT(*) FROM t CROSS JOIN u', is: ['20'] },
  { sql: 'SELECT id FROM t LEFT JOIN none ON TRUE', is: ['1', '2', '3', '4', '5'] },
  { sql: 'SELECT id FROM t CROSS JOIN none', is: [] },
  { sql: 'SELECT id, w FROM t JOIN u ON t.v * 10 < u.w AND t.k = u.k', is: ['1|200'] },
  { sql: 'SELECT id, w FROM t JOIN u ON t.k IS NOT DISTINCT FROM u.k AND u.w > 300', is: ['4|400'] },
  // groups
  { sql: 'SELECT k, COUNT(*), COUNT(v), SUM(v) FROM t GROUP BY k', is: ['a|2|2|30', 'b|2|1|10', 'NULL|1|1|40'] },
  { sql: 'SELECT COUNT(*), COUNT(v), SUM(v), MIN(v), AVG(v) FROM none', is: ['0|0|NULL|NULL|NULL'] },
  { sql: 'SELECT v, COUNT(*) FROM none GROUP BY v', is: [] },
  { sql: 'SELECT d, COUNT(*) FROM x GROUP BY d', is: ['0|2', '1.5|1', 'Infinity|1', 'NULL|1', 'NaN|2'] },
  { sql: 'SELECT COUNT(DISTINCT v), SUM(DISTINCT v) FROM t', is: ['3|70'] },
  { sql: 'SELECT COUNT(DISTINCT d) FROM x', is: ['4'] },
  { sql: 'SELECT COUNT(*) FILTER (WHERE v > 10), SUM(v) FILTER (WHERE v IS NULL) FROM t', is: ['2|NULL'] },
  { sql: 'SELECT k FROM t GROUP BY k HAVING COUNT(v) > 1', is: ['a'] },
  { sql: 'SELECT DISTINCT k FROM t', is: ['NULL', 'a', 'b'] },
  { sql: 'SELECT SUM(n), AVG(n), MAX(n) FROM p', is: ['4.00|2|2.50'] },
  { sql: 'SELECT k, SUM(v) + COUNT(*) FROM t WHERE id < 3 GROUP BY k', is: ['a|32'] },
  // set operations, as bags
  { sql: 'SELECT k FROM t UNION ALL SELECT k FROM u', is: ['NULL', 'NULL', 'a', 'a', 'a', 'a', 'b', 'b', 'c'] },
  { sql: 'SELECT k FROM t UNION SELECT k FROM u', is: ['NULL', 'a', 'b', 'c'] },
  { sql: 'SELECT k FROM t INTERSECT SELECT k FROM u', is: ['NULL', 'a'] },
  { sql: 'SELECT k FROM t EXCEPT SELECT k FROM u', is: ['b'] },
  { sql: 'SELECT v FROM t INTERSECT ALL SELECT v FROM t WHERE id IN (1, 5)', is: ['10', '10'] },
  { sql: 'SELECT v FROM t EXCEPT ALL SELECT v FROM t WHERE id = 1', is: ['10', '20', '40', 'NULL'] },
  { sql: 'SELECT d FROM x EXCEPT SELECT d FROM x WHERE d > 0', is: ['0', 'NULL'] },
  { sql: 'SELECT v FROM none UNION ALL SELECT 1', is: ['1'] },
  // subqueries
  { sql: 'SELECT id FROM t WHERE v = (SELECT MAX(v) FROM t)', is: ['4'] },
  { sql: 'SELECT (SELECT SUM(v) FROM none) AS s FROM t LIMIT 1', is: ['NULL'] },
  { sql: 'SELECT id FROM t WHERE k IN (SELECT k FROM u)', is: ['1', '2'] },
  { sql: 'SELECT id FROM t WHERE k NOT IN (SELECT k FROM u)', is: [] },
  { sql: 'SELECT id FROM t WHERE k NOT IN (SELECT k FROM u WHERE k IS NOT NULL)', is: ['3', '5'] },
  { sql: 'SELECT id FROM t WHERE v NOT IN (SELECT v FROM none)', is: ['1', '2', '3', '4', '5'] },
  { sql: 'SELECT id FROM t WHERE v IN (SELECT v FROM none)', is: [] },
  {
    sql: 'SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u) AND NOT EXISTS (SELECT 1 FROM none)',
    is: ['1', '2', '3', '4', '5'],
  },
  {
    sql: 'WITH big AS (SELECT * FROM t WHERE v > 10) SELECT a.id, b.id FROM big a CROSS JOIN big b',
    is: ['2|2', '2|4', '4|2', '4|4'],
  },
  // order, limit
  { sql: 'SELECT v FROM t ORDER BY v', is: ['10', '10', '20', '40', 'NULL'] },
  { sql: 'SELECT v FROM t ORDER BY v DESC', is: ['NULL', '40', '20', '10', '10'] },
  { sql: 'SELECT v FROM t ORDER BY v DESC NULLS LAST', is: ['40', '20', '10', '10', 'NULL'] },
  { sql: 'SELECT v, id FROM t ORDER BY v NULLS FIRST, id DESC', is: ['NULL|3', '10|5', '10|1', '20|2', '40|4'] },
  { sql: 'SELECT id FROM t ORDER BY id LIMIT 2 OFFSET 1', is: ['2', '3'] },
  { sql: 'SELECT id FROM t ORDER BY id OFFSET 3', is: ['4', '5'] },
  { sql: 'SELECT id FROM t ORDER BY id LIMIT 0', is: [] },
  { sql: 'SELECT id FROM t ORDER BY id LIMIT 9 OFFSET 9', is: [] },
  { sql: 'SELECT d FROM x WHERE d IS NOT NULL AND d <> 0 ORDER BY d', is: ['1.5', 'Infinity', 'NaN', 'NaN'] },
  // windows
  { sql: 'SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) FROM t', is: ['1|5', '2|4', '3|3', '4|2', '5|1'] },
  {
    sql: 'SELECT id, RANK() OVER (ORDER BY v), DENSE_RANK() OVER (ORDER BY v) FROM t',
    is: ['1|1|1', '2|3|2', '3|5|4', '4|4|3', '5|1|1'],
  },
  { sql: 'SELECT id, SUM(v) OVER (ORDER BY v) FROM t', is: ['1|20', '2|40', '3|80', '4|80', '5|20'] },
  { sql: 'SELECT id, SUM(v) OVER () FROM t', is: ['1|80', '2|80', '3|80', '4|80', '5|80'] },
  {
    sql: 'SELECT id, COUNT(*) OVER (PARTITION BY k), COUNT(v) OVER (PARTITION BY k) FROM t',
    is: ['1|2|2', '2|2|2', '3|2|1', '4|1|1', '5|2|1'],
  },
  {
    sql: 'SELECT id, LAG(v) OVER (ORDER BY id), LEAD(v, 2, 0) OVER (ORDER BY id) FROM t',
    is: ['1|NULL|NULL', '2|10|40', '3|20|10', '4|NULL|0', '5|40|0'],
  },
  {
    sql: 'SELECT id, SUM(v) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t',
    is: ['1|30', '2|30', '3|60', '4|50', '5|50'],
  },
  {
    sql: 'SELECT id, COUNT(*) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t',
    is: ['1|2', '2|2', '3|1', '4|0', '5|0'],
  },
  {
    sql: 'SELECT id, FIRST_VALUE(id) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t',
    is: ['1|3', '2|4', '3|5', '4|NULL', '5|NULL'],
  },
  { sql: 'SELECT id, LAST_VALUE(id) OVER (ORDER BY v, id) FROM t', is: ['1|1', '2|2', '3|3', '4|4', '5|5'] },
  {
    sql: 'SELECT id, MIN(v) OVER (PARTITION BY k ORDER BY id DESC) FROM t',
    is: ['1|10', '2|20', '3|10', '4|40', '5|10'],
  },
  {
    sql: 'SELECT id, COUNT(*) OVER (ORDER BY v RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t',
    is: ['1|5', '2|3', '3|1', '4|2', '5|5'],
  },
  { sql: 'SELECT COUNT(*) OVER () FROM none', is: [] },
]

for (const { sql, is } of rows) {
  test(sql, () => {
    const compiled = compile(sql, schema, [])
    assert.ok(compiled.ok, compiled.ok ? '' : compiled.diagnostics.map((d) => `${d.message}; ${d.help}`).join('\n'))
    const { columns, rows } = evaluate(compiled.value, tables)
    const shown = rows.map((row) => row.map((value, i) => writeValue(value, columns[i]?.type ?? integerType)).join('|'))
    const isSorted = sql.includes(') ORDER BY') || / ORDER BY [^()]*$/.test(sql)
    assert.deepEqual(isSorted ? shown : shown.sort(), isSorted ? is : [...is].sort())
  })
}

test('a range frame of a distance takes the rows whose key lies within it', () => {
  const compiled = compile(
    'SELECT id, COUNT(*) OVER (ORDER BY v ROWS BETWEEN 10 PRECEDING AND CURRENT ROW) AS c FROM t',
    schema,
    [],
  )
  assert.ok(compiled.ok)
  const { relation } = compiled.value
  const { rows } = evaluate({ ...compiled.value, relation: withRangeFrames(relation) }, tables)
  assert.deepEqual(rows.map(([id, count]) => `${id}|${count}`).sort(), ['1|2', '2|3', '3|1', '4|1', '5|2'])
})

/** The relation with the unit of every frame changed from rows to range. */
function withRangeFrames(relation: Relation): Relation {
  if (relation.kind === 'map' || relation.kind === 'sort')
    return { ...relation, input: withRangeFrames(relation.input) }
  if (relation.kind !== 'window') return relation
  const calls = relation.calls.map((call) =>
    call.frame === undefined ? call : { ...call, frame: { ...call.frame, unit: 'range' as const } },
  )
  return { ...relation, calls }
}
