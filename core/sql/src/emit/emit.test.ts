import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../compile.ts'
import type { Query, Relation } from '../relation/relation.ts'
import { mapInputs } from '../relation/walk.ts'
import type { Schema } from '../resolve/schema.ts'
import { doubleType, integerType, textType } from '../type/sql-type.ts'
import { duckdb } from './duckdb.ts'
import { emit } from './emit.ts'

const schema: Schema = {
  tables: [
    {
      name: 'rows',
      columns: [
        { name: 'i', type: integerType, nullable: true },
        { name: 'x', type: doubleType, nullable: true },
        { name: 's', type: textType, nullable: true },
      ],
    },
  ],
}

function query(sql: string): Query {
  const compiled = compile(sql, schema, [])
  if (!compiled.ok) assert.fail(compiled.diagnostics.map((d) => d.message).join('; '))
  return compiled.value
}

function sqlOf(sql: string): string {
  return emit(query(sql), duckdb).sql
}

test('the same query is emitted as the same text', () => {
  const written = query('SELECT i, SUM(x) AS s FROM rows GROUP BY i ORDER BY s')
  assert.deepEqual(emit(written, duckdb), emit(written, duckdb))
})

test('the columns are the outputs, in order, with their names and types', () => {
  const { columns } = emit(query('SELECT x AS a, i AS b, SUM(i) OVER () AS a FROM rows'), duckdb)
  assert.deepEqual(columns, [
    { name: 'a', type: doubleType },
    { name: 'b', type: integerType },
    { name: 'a', type: { kind: 'decimal', precision: 38, scale: 0 } },
  ])
})

/** `SELECT i FROM rows LIMIT 1` below a filter, over a table of another name. */
function overTable(name: string): Query {
  const renamed = (relation: Relation): Relation =>
    relation.kind === 'table' ? { ...relation, table: name } : mapInputs(relation, renamed)
  const written = query('SELECT a FROM (SELECT i AS a FROM rows LIMIT 1) AS t WHERE a > 1')
  return { ...written, relation: renamed(written.relation) }
}

test('names keep their line breaks and quotes wherever the layout moves them', () => {
  const { sql } = emit(overTable('two\n"lines"'), duckdb)
  assert.ok(sql.includes('\n  FROM "two\n""lines""" AS "t1"\n'), sql)
})

test('a name that holds NUL is a fault, as it would end the text for the engine', () => {
  assert.throws(() => emit(overTable('a\0b'), duckdb), /NUL/)
})

const nested: readonly { readonly name: string; readonly inside: string; readonly around: (sql: string) => string }[] =
  [
    { name: 'square roots', inside: 'x', around: (e) => `SQRT(${e})` },
    { name: 'quotients', inside: 'x', around: (e) => `(x / ${e})` },
    { name: 'powers', inside: 'x', around: (e) => `POWER(${e}, x)` },
    { name: 'integer quotients', inside: 'i', around: (e) => `(i / ${e})` },
    { name: 'casts', inside: 's', around: (e) => `CAST(CAST(${e} AS DOUBLE) AS VARCHAR)` },
    { name: 'parts of texts', inside: 's', around: (e) => `SUBSTRING(${e}, i, i)` },
    { name: 'pads', inside: 's', around: (e) => `LPAD(${e}, i, s)` },
  ]

for (const { name, inside, around } of nested) {
  test(`nested ${name} grow the text in proportion to their depth`, () => {
    const size = (depth: number): number => {
      let expression = inside
      for (let i = 0; i < depth; i++) expression = around(expression)
      return sqlOf(`SELECT ${expression} AS r FROM rows`).length
    }
    assert.ok(size(80) < 3 * size(40), `${size(40)} characters at 40 levels, ${size(80)} at 80`)
  })
}

test('an unused column of a subselect is not selected', () => {
  assert.ok(!sqlOf('SELECT i FROM (SELECT i, x FROM rows LIMIT 1) AS t').includes('"x"'))
})

test('a join key of one type is not wrapped in anything', () => {
  const sql = sqlOf('SELECT COUNT(*) AS n FROM rows AS a JOIN rows AS b ON a.i = b.i')
  assert.ok(sql.includes('ON "t1"."i" = "t2"."i"'), sql)
})

for (const sql of [
  'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1) COUNT(*) FROM rows',
  'SELECT n FROM (SELECT WITH DIFFERENTIAL_PRIVACY COUNT(*) AS n FROM rows) q',
  'SELECT SUM(x, contribution_bounds_per_group => (0, 1)) FROM rows',
  "SELECT COUNT(*, report_format => 'JSON') FROM rows",
]) {
  test(`nothing that asks for privacy is emitted unprotected: ${sql}`, () => {
    const asking = query(sql)
    assert.throws(() => emit(asking, duckdb), /emitted unprotected/)
  })
}
