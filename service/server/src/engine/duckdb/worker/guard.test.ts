import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { duckdbAllowedFunctions } from '@glovebox/sql'
import fc from 'fast-check'
import { checkTree, serializeSql } from './guard.ts'
import { quoteText } from './quote.ts'

// The trees come from DuckDB itself, so that a new version that speaks differently is noticed.
const database = await DuckDBInstance.create(':memory:')
const connection = await database.connect()

const source = { format: 'csv' as const, files: [] }
const column = (name: string) => ({ name, type: { kind: 'integer' as const }, fromText: '' })
const allowance = {
  tables: [
    { name: 't', source, columns: [column('a'), column('b'), column('user')] },
    { name: 'odd "name"', source, columns: [column('a')] },
  ],
  allowedFunctions: [...duckdbAllowedFunctions, 'row_number', 'lag', 'list_transform', 'list_value', 'lower'],
}

async function check(sql: string): Promise<string | undefined> {
  const reader = await connection.runAndReadAll(serializeSql(quoteText(sql)))
  return checkTree(String(reader.getRowsJS()[0]?.[0]), allowance)
}

const allowed: readonly string[] = [
  'SELECT 1',
  'SELECT "a", "b" AS "c" FROM "t"',
  'SELECT "x"."a" FROM "t" AS "x" ORDER BY "x"."a" DESC NULLS LAST LIMIT 3 OFFSET 1',
  'SELECT "a" FROM "odd ""name"""',
  'SELECT DISTINCT "user" FROM "t"',
  'SELECT count(*), count(DISTINCT "a"), sum("b") FILTER (WHERE "a" > 1) FROM "t" GROUP BY "a" HAVING count(*) > 2',
  'SELECT sum("a" ORDER BY "a"), avg(DISTINCT "a" ORDER BY "a") FILTER (WHERE "b" > 1) FROM "t" GROUP BY "b"',
  'SELECT * FROM (SELECT "a" FROM "t") AS "d" LEFT JOIN "t" ON "d"."a" = "t"."b"',
  ...['INNER', 'LEFT', 'RIGHT', 'FULL'].map((kind) => `SELECT 1 FROM "t" ${kind} JOIN "t" AS "u" USING ("a")`),
  'SELECT 1 FROM "t" AS "x" CROSS JOIN "t" AS "y" WHERE NOT ("x"."a" IS NULL OR "x"."a" IS DISTINCT FROM "y"."b")',
  'WITH "c" AS (SELECT "a" FROM "t"), "d" AS MATERIALIZED (SELECT * FROM "c") SELECT * FROM "c", "d"',
  'SELECT CASE WHEN "a" IN (1, 2) THEN \'x\' ELSE NULL END, "a" BETWEEN 1 AND 2, COALESCE("a", 0) FROM "t"',
  'SELECT CAST("a" AS DECIMAL(38,0)), TRY_CAST("b" AS DATE), DATE \'2024-01-01\', -"a" + 1 FROM "t"',
  'SELECT row_number() OVER (PARTITION BY "a" ORDER BY "b" ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM "t"',
  'SELECT lag("a", 1) OVER (ORDER BY "b") FROM "t" QUALIFY row_number() OVER () <= 3',
  'SELECT "a" FROM "t" WHERE "a" IN (SELECT "b" FROM "t") AND EXISTS (SELECT 1) AND "a" > (SELECT max("a") FROM "t")',
  'SELECT "a" FROM "t" UNION ALL SELECT "b" FROM "t" EXCEPT SELECT 1 INTERSECT SELECT 2 ORDER BY 1',
  'SELECT * FROM (VALUES (1, 2), (3, 4)) AS "v"("x", "y")',
  'SELECT list_transform(["a"], lambda v1: v1 + 1)[1] FROM "t"',
]

const refused: readonly string[] = [
  '',
  'SELEKT 1',
  'SELECT 1; SELECT 2',
  'SELECT 1; DROP TABLE "t"',
  ...[
    'DELETE FROM "t"',
    'UPDATE "t" SET "a" = 1',
    'INSERT INTO "t" VALUES (1)',
    'CREATE TABLE x AS SELECT 1',
    'DROP VIEW "t"',
  ],
  ...[
    'COPY "t" TO \'x\'',
    "COPY (SELECT 1) TO 'x'",
    "ATTACH 'x'",
    "EXPORT DATABASE 'x'",
    'INSTALL httpfs',
    'LOAD httpfs',
  ],
  ...['SET threads = 1', 'RESET threads', 'PRAGMA version', 'CALL enable_logging()', 'EXPLAIN SELECT 1', 'CHECKPOINT'],
  ...['SHOW TABLES', 'DESCRIBE "t"', 'SUMMARIZE "t"', 'BEGIN', 'PREPARE p AS SELECT 1', 'SELECT $1', 'SELECT ?'],
  ...[
    "SELECT * FROM read_csv('x')",
    "SELECT * FROM 'x.csv'",
    "SELECT * FROM read_text('x')",
    'SELECT * FROM range(10)',
  ],
  ...["SELECT * FROM query('SELECT 1')", "SELECT * FROM query_table('t')", 'SELECT * FROM enable_logging()'],
  ...[
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_settings',
    'SELECT * FROM pg_class',
    'SELECT * FROM arrow_scan(1, 2, 3)',
  ],
  ...[
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM main.t',
    'SELECT * FROM memory.main.t',
    'SELECT * FROM "T"',
  ],
  ...[
    "SELECT getenv('HOME')",
    "SELECT current_setting('threads')",
    'SELECT random()',
    'SELECT now()',
    "SELECT nextval('s')",
  ],
  ...[
    "SELECT json_serialize_sql('SELECT 1')",
    'SELECT version()',
    'SELECT system.main.count(1)',
    "SELECT pg_catalog.lower('x')",
  ],
  ...['SELECT current_user', 'SELECT "current_timestamp"', 'SELECT session_user FROM "t"', 'SELECT current_date'],
  ...['SELECT unnest([1])', 'SELECT [1]::INTEGER[]', "SELECT 'x'::BLOB", "SELECT 'x'::json", "SELECT '1'::t"],
  ...['SELECT * EXCLUDE ("a") FROM "t"', 'SELECT * REPLACE (1 AS "a") FROM "t"', 'SELECT COLUMNS(*) FROM "t"'],
  ...[
    'SELECT "a" FROM "t" TABLESAMPLE 10%',
    'SELECT "a" FROM "t" USING SAMPLE 3',
    'SELECT "a" COLLATE nocase FROM "t"',
  ],
  ...['SELECT "a" FROM "t" GROUP BY ALL', 'SELECT "a" FROM "t" ORDER BY ALL', 'FROM "t" POSITIONAL JOIN "t" AS "u"'],
  ...[
    'SELECT 1 FROM "t" SEMI JOIN "t" AS "u" USING ("a")',
    'SELECT * FROM "t" ASOF JOIN "t" AS "u" USING ("a")',
    'SELECT * FROM "t" NATURAL JOIN "t" AS "u"',
    'PIVOT "t" ON "a" USING sum("b")',
  ],
  ...['SELECT * FROM "t", LATERAL (SELECT * FROM nothing)', 'SELECT * FROM "t" AT (VERSION => 1)'],
  'WITH RECURSIVE "r" AS (SELECT 1 UNION ALL SELECT 1 FROM "r") SELECT * FROM "r"',
  // A CTE out of reach would mean a view of the engine's own.
  'SELECT * FROM (WITH "duckdb_settings" AS (SELECT 1) SELECT * FROM "duckdb_settings") AS "d", "duckdb_settings"',
  'WITH "pg_class" AS (SELECT * FROM "pg_class") SELECT * FROM "pg_class"',
  'WITH "a1" AS (SELECT * FROM "a2"), "a2" AS (SELECT 1) SELECT * FROM "a1"',
  'SELECT DISTINCT ON ("a") "a" FROM "t"',
  'SELECT first_value("a") OVER (ORDER BY "b" EXCLUDE TIES) FROM "t"',
  'SELECT count(*) FROM "t" LIMIT 10%',
]

describe('guard', () => {
  for (const sql of allowed) test(`passes ${sql}`, async () => assert.equal(await check(sql), undefined))
  for (const sql of refused)
    test(`refuses ${sql.slice(0, 100)}`, async () => assert.equal(typeof (await check(sql)), 'string'))

  test('refuses whatever else it is given', () => {
    for (const tree of [
      '',
      'null',
      '[]',
      '{}',
      '{"error":false}',
      '{"error":false,"statements":[]}',
      '{"error":false,"statements":[{}]}x',
    ])
      assert.equal(typeof checkTree(tree, allowance), 'string', tree)
  })

  test('refuses every tree with a field more, wherever it is', async () => {
    for (const sql of allowed) {
      const reader = await connection.runAndReadAll(serializeSql(quoteText(sql)))
      const tree: unknown = JSON.parse(String(reader.getRowsJS()[0]?.[0]))
      for (let nth = 0, isPlanted = true; isPlanted; nth++) {
        const planted = structuredClone(tree)
        isPlanted = plant(planted, nth)
        if (isPlanted) assert.equal(typeof checkTree(JSON.stringify(planted), allowance), 'string', `${sql} ${nth}`)
      }
    }
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.json(), (tree) => {
        assert.equal(typeof checkTree(tree, allowance), 'string')
        assert.equal(typeof checkTree(`{"error":false,"statements":[${tree}]}`, allowance), 'string')
      }),
    )
  })
})

/** Adds a field to the nth node below the statements; false where there are fewer. */
function plant(tree: unknown, nth: number): boolean {
  let left = nth
  const visit = (value: unknown, isNode: boolean): boolean => {
    if (typeof value !== 'object' || value === null) return false
    if (Array.isArray(value)) return value.some((item) => visit(item, true))
    if (isNode && left-- === 0) {
      Object.assign(value, { surprise: 1 })
      return true
    }
    return Object.entries(value).some(([field, inner]) => visit(inner, field !== 'value' && field !== 'cte_map'))
  }
  return typeof tree === 'object' && tree !== null && 'statements' in tree && visit(tree.statements, true)
}
