import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  anyAddress,
  type ColumnBounds,
  type PinnedTable,
  type PostgresConnection,
  postgresTable,
} from '@glovebox/source'
import { Client } from 'pg'
import { sharedPostgres } from '../../service/server/src/store/postgres.suite.ts'

// PostgreSQL as a place of tables: a real server, a role that may read, and others who write.

let connection: PostgresConnection
let owner: Client
const folder = mkdtempSync(join(tmpdir(), 'glovebox-source-'))

before(async () => {
  const url = await (await sharedPostgres()).newDatabase()
  owner = new Client({ connectionString: url })
  await owner.connect()
  const reader = `reader_${process.pid}`
  await owner.query(`
    CREATE ROLE ${reader} LOGIN PASSWORD 'marked-password';
    CREATE SCHEMA shop;
    CREATE TYPE shop.colour AS ENUM ('red', 'green');
    CREATE DOMAIN shop.money2 AS numeric(12, 2);
    CREATE TABLE shop.orders (
      id bigint NOT NULL, small smallint, "Odd, ""name""; here" text, price shop.money2, any_number numeric, score double precision,
      ratio real, day date, at timestamp, zoned timestamptz, is_new boolean, colour shop.colour, code char(4), token uuid,
      doc jsonb, address inet, blob bytea, tags text[], took interval, secret text);
    INSERT INTO shop.orders VALUES
      (9223372036854775807, -1, 'a,b"c' || chr(10) || 'd', 12.5, 1e30, 'NaN', 1.5, '2026-02-28', '2026-02-28 23:59:59.999999',
       '2026-03-01 01:00:00+02', true, 'red', 'ab', '00000000-0000-0000-0000-000000000001', '{"a": 1}', '10.0.0.1', '\\x00', '{x}', '1 day', 's'),
      (2, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      (3, 7, 'Zoë', -0.01, 'NaN', 'Infinity', 'NaN', 'infinity', '-infinity', 'infinity', false, 'green', '', NULL, 'null', NULL, NULL, NULL, NULL, NULL),
      (4, 8, ' ', 0, 0.1, 0.1, 0.1, '0044-03-15 BC', '12000-01-01', '0001-01-01 00:00:00+00', false, 'green', 'abcd', NULL, '[]', NULL, NULL, NULL, NULL, NULL);
    CREATE VIEW shop.cheap AS SELECT id, price FROM shop.orders WHERE price < 10;
    CREATE TABLE shop.hidden (id int);
    CREATE TABLE shop.many AS SELECT g AS id, g % 100 AS part, repeat('x', 50) AS filler FROM generate_series(1, 200000) g;
    CREATE TABLE shop.long AS SELECT 1 AS id, repeat('x', 2500000) AS body;
    CREATE VIEW shop.broken AS SELECT ('marked-value' || id)::int AS n FROM shop.orders;
    GRANT USAGE ON SCHEMA shop TO ${reader};
    GRANT SELECT ON shop.cheap, shop.many, shop.long, shop.broken TO ${reader};
    GRANT SELECT (id, small, "Odd, ""name""; here", price, any_number, score, ratio, day, at, zoned, is_new, colour, code, token, doc,
      address, blob, tags, took) ON shop.orders TO ${reader};`)
  const parsed = new URL(url)
  connection = {
    kind: 'postgres',
    host: parsed.searchParams.get('host') ?? '',
    port: 5432,
    database: parsed.pathname.slice(1),
    user: reader,
    password: 'marked-password',
    tls: { mode: 'off' },
  }
})

after(async () => {
  await owner.end()
  rmSync(folder, { recursive: true, force: true })
})

async function pinned(path: string): Promise<PinnedTable> {
  const found = await postgresTable(connection, path, { guard: anyAddress }).pin({})
  assert.ok(found.ok, JSON.stringify(found))
  return found.value
}

async function textOf(
  table: PinnedTable,
  columns?: readonly string[],
  bounds?: readonly ColumnBounds[],
): Promise<string> {
  const need = { folder, ...(columns === undefined ? {} : { columns }), ...(bounds === undefined ? {} : { bounds }) }
  const fetched = await table.fetch(need, {})
  assert.ok(fetched.ok, JSON.stringify(fetched))
  const [file] = fetched.value.files
  assert.ok(file !== undefined)
  assert.equal(statSync(file.path).mode & 0o777, 0o600)
  return readFileSync(file.path, 'utf8')
}

const rowsOf = (text: string): readonly string[] => text.trimEnd().split('\n').slice(1)

test('columns are those that the role may read, with their types', async () => {
  const table = await pinned('shop.orders')
  try {
    assert.deepEqual(
      table.columns?.map(({ name, sourceType, type, isNullable }) => [name, sourceType, type, isNullable]),
      [
        ['id', 'bigint', { kind: 'integer' }, false],
        ['small', 'smallint', { kind: 'integer' }, true],
        ['Odd, "name"; here', 'text', { kind: 'text' }, true],
        ['price', 'shop.money2', { kind: 'decimal', precision: 12, scale: 2 }, true],
        ['any_number', 'numeric', { kind: 'double' }, true],
        ['score', 'double precision', { kind: 'double' }, true],
        ['ratio', 'real', { kind: 'double' }, true],
        ['day', 'date', { kind: 'date' }, true],
        ['at', 'timestamp without time zone', { kind: 'timestamp' }, true],
        ['zoned', 'timestamp with time zone', { kind: 'timestamp' }, true],
        ['is_new', 'boolean', { kind: 'boolean' }, true],
        ['colour', 'shop.colour', { kind: 'text' }, true],
        ['code', 'character(4)', { kind: 'text' }, true],
        ['token', 'uuid', { kind: 'text' }, true],
        ['doc', 'jsonb', { kind: 'text' }, true],
        ['address', 'inet', { kind: 'text' }, true],
        ['blob', 'bytea', undefined, true],
        ['tags', 'text[]', undefined, true],
        ['took', 'interval', undefined, true],
      ],
    )
  } finally {
    await table.close()
  }
})

test('values come as they are, and what has no place here as NULL', async () => {
  const table = await pinned('shop.orders')
  try {
    const columns = ['id', 'small', 'price', 'any_number', 'score', 'day', 'at', 'zoned', 'is_new', 'colour', 'code']
    assert.deepEqual(rowsOf(await textOf(table, columns)), [
      '1,9223372036854775807,-1,12.50,1000000000000000000000000000000,NaN,2026-02-28,2026-02-28 23:59:59.999999,2026-02-28 23:00:00.000000,true,red,ab',
      '1,2,,,,,,,,,,',
      '1,3,7,-0.01,NaN,Infinity,infinity,,,false,green,""',
      '1,4,8,0.00,0.1,0.1,0044-03-15 BC,,0001-01-01 00:00:00.000000,false,green,abcd',
    ])
    const text = await textOf(table, ['Odd, "name"; here'])
    assert.equal(text, 'one,c0\n1,"a,b""c\nd"\n1,""\n1,Zoë\n1, \n')
  } finally {
    await table.close()
  }
})

test('a table stays the version that was pinned, whatever is committed', async () => {
  const table = await pinned('shop.many')
  try {
    await owner.query('DELETE FROM shop.many WHERE id = 1; UPDATE shop.many SET part = 1000 WHERE id = 2')
    const rows = rowsOf(await textOf(table, ['id', 'part'], [{ column: 'id', type: { kind: 'integer' }, high: 2n }]))
    assert.deepEqual(rows.toSorted(), ['1,1,1', '1,2,2'])
    const again = await pinned('shop.many')
    assert.notEqual(again.version, table.version)
    await again.close()
  } finally {
    await table.close()
  }
})

test('versions are the same while nobody commits', async () => {
  // The database may commit something of its own in between.
  await until(async () => {
    const [one, other] = [await pinned('shop.many'), await pinned('shop.many')]
    await Promise.all([one.close(), other.close()])
    return one.version === other.version
  })
})

test('another role, who may see other rows, and another cluster are other versions of the same snapshot', async () => {
  const other = `other_${process.pid}`
  await owner.query(`CREATE ROLE ${other} LOGIN PASSWORD 'marked-password'; GRANT USAGE ON SCHEMA shop TO ${other};
    GRANT SELECT ON shop.many TO ${other}`)
  const { rows } = await owner.query('SELECT system_identifier::text AS cluster FROM pg_control_system()')
  await until(async () => {
    const one = await pinned('shop.many')
    const found = await postgresTable({ ...connection, user: other }, 'shop.many', { guard: anyAddress }).pin({})
    assert.ok(found.ok)
    await Promise.all([one.close(), found.value.close()])
    const versions = [one.version, found.value.version].map((version) => JSON.parse(version) as readonly unknown[])
    for (const version of versions) assert.ok(version.includes(rows[0].cluster))
    assert.notEqual(one.version, found.value.version)
    return versions[0]?.at(-1) === versions[1]?.at(-1)
  })
})

const bounds: readonly (readonly [bound: ColumnBounds, rows: number])[] = [
  [{ column: 'id', type: { kind: 'integer' }, low: 3n, high: 4n }, 2],
  [{ column: 'id', type: { kind: 'double' }, low: 3 }, 4],
  [{ column: 'day', type: { kind: 'date' }, low: 20_512n, high: 20_512n }, 1],
  [{ column: 'at', type: { kind: 'timestamp' }, low: 1_772_323_199_999_999n, high: 1_772_323_199_999_999n }, 1],
  [{ column: 'at', type: { kind: 'timestamp' }, high: -1n }, 1],
  [{ column: 'Odd, "name"; here', type: { kind: 'text' }, low: 'Zo', high: "Zoë'; DROP TABLE x" }, 1],
  [{ column: 'colour', type: { kind: 'text' }, low: 'z' }, 4],
  [{ column: 'nothing', type: { kind: 'text' }, low: 'z' }, 4],
]

for (const [bound, rows] of bounds)
  test(`bounds of ${bound.column} as ${bound.type.kind} leave ${rows} rows`, async () => {
    const table = await pinned('shop.orders')
    try {
      assert.equal(rowsOf(await textOf(table, ['id'], [bound])).length, rows)
    } finally {
      await table.close()
    }
  })

test('a view is a table', async () => {
  const table = await pinned('shop.cheap')
  try {
    assert.deepEqual(rowsOf(await textOf(table)), ['1,3,-0.01', '1,4,0.00'])
  } finally {
    await table.close()
  }
})

const failures: readonly (readonly [name: string, path: string, change: object, kind: string])[] = [
  ['there is no such table', 'shop.nothing', {}, 'not-found'],
  ['there is no such schema', 'nothing.orders', {}, 'not-found'],
  ['names are not folded', 'SHOP.ORDERS', {}, 'not-found'],
  ['the role may not read it', 'shop.hidden', {}, 'forbidden'],
  ['there is no such role', 'shop.orders', { user: 'nobody-of-this-name' }, 'forbidden'],
  ['there is no such database', 'shop.orders', { database: 'nothing' }, 'not-found'],
  ['there is no such host', 'shop.orders', { host: 'nothing.invalid' }, 'unavailable'],
  ['nobody listens', 'shop.orders', { host: '127.0.0.1', port: 1 }, 'unavailable'],
]

for (const [name, path, change, kind] of failures)
  test(`where ${name}, that is said`, async () => {
    const found = await postgresTable({ ...connection, ...change }, path, { guard: anyAddress }).pin({})
    assert.equal(found.ok ? 'found' : found.failure.kind, kind)
    assert.ok(!JSON.stringify(found).includes('marked-password'))
  })

test('an error whose words quote rows is told without them', async () => {
  const table = await pinned('shop.broken')
  const fetched = await table.fetch({ folder }, {})
  await table.close()
  assert.ok(!fetched.ok)
  assert.equal(fetched.failure.kind, 'unavailable')
  assert.doesNotMatch(fetched.failure.reason, /marked|integer/)
})

test('a row that no reader of CSV would take fails, and is not left out', async () => {
  const table = await pinned('shop.long')
  const fetched = await table.fetch({ folder }, {})
  await table.close()
  assert.equal(fetched.ok ? 'fetched' : fetched.failure.kind, 'unsupported')
})

test('a role that only reads is enough, and more is not used', async () => {
  const table = await pinned('shop.many')
  const { rows } = await owner.query(
    `SELECT query, state FROM pg_stat_activity WHERE usename = 'reader_${process.pid}' AND state = 'idle in transaction'`,
  )
  assert.equal(rows.length, 1)
  await table.close()
  await until(async () => {
    const { rows: left } = await owner.query(`SELECT 1 FROM pg_stat_activity WHERE usename = 'reader_${process.pid}'`)
    return left.length === 0
  })
})

test('reading that is stopped ends at once, here and in the database', async () => {
  const stop = new AbortController()
  const found = await postgresTable(connection, 'shop.many', { guard: anyAddress }).pin({ signal: stop.signal })
  assert.ok(found.ok)
  const fetched = await found.value.fetch({ folder }, { signal: stop.signal, onProgress: () => stop.abort() })
  assert.equal(fetched.ok ? 'fetched' : fetched.failure.kind, 'cancelled')
  await found.value.close()
  await until(async () => {
    const { rows } = await owner.query(`SELECT 1 FROM pg_stat_activity WHERE usename = 'reader_${process.pid}'`)
    return rows.length === 0
  })
})

test('progress counts rows and bytes', async () => {
  const table = await pinned('shop.many')
  const seen: number[] = []
  const fetched = await table.fetch({ folder, columns: ['id'] }, { onProgress: ({ rows = 0 }) => seen.push(rows) })
  await table.close()
  assert.ok(fetched.ok)
  assert.equal(seen.at(-1), 199_999)
})

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await isSo()); await new Promise((resolve) => setTimeout(resolve, 20)))
    assert.ok(Date.now() < end, 'it does not come true')
}

test('an address that the guard does not allow is not connected to', async () => {
  const guard = {
    whyNot: () => undefined,
    allows: (address: string) => !address.startsWith('127.') && address !== '::1',
  }
  for (const host of [connection.host, '127.0.0.1', 'localhost']) {
    const found = await postgresTable({ ...connection, host }, 'shop.many', { guard }).pin({})
    assert.equal(found.ok ? 'found' : found.failure.kind, 'forbidden', host)
  }
})
