import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type LocalOwner, openLocalOwner } from '@glovebox/server'
import { Client } from 'pg'
import { sharedPostgres } from '../../service/server/src/store/postgres.suite.ts'

// What the guide tells owners to paste does what it says.

const page = readFileSync(new URL('../../docs/guide/sources.md', import.meta.url), 'utf8')
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, body = '']) => body)
const folder = mkdtempSync(join(tmpdir(), 'glovebox-sources-guide-'))

let administrator: Client
let owner: LocalOwner
// Roles are of the whole cluster, which other tests share.
const role = `room_reader_${process.pid}`

before(async () => {
  const url = await (await sharedPostgres()).newDatabase()
  administrator = new Client({ connectionString: url })
  await administrator.connect()
  await administrator.query(`
    CREATE SCHEMA shop;
    CREATE TABLE shop.claims (id bigint, person text, total numeric(18,2), paid_at timestamptz, note text);
    INSERT INTO shop.claims VALUES (1, 'a', 2.5, '2026-01-31 10:00:00+01', 'hidden')`)
  const [grants = ''] = blocks('sql')
  await administrator.query(grants.replaceAll('room_reader', role))
  const parsed = new URL(url)
  owner = openLocalOwner({ file: join(folder, 'collaboration.yaml') })
  const made = owner.connections.make({
    name: 'shop',
    target: {
      ...({ kind: 'postgres', host: parsed.searchParams.get('host') ?? '', user: role } as const),
      ...{ database: parsed.pathname.slice(1), tls: { mode: 'off' } as const },
    },
    secret: { password: 'choose-a-long-one' },
  })
  assert.ok(made.ok)
})

after(async () => {
  await owner.close()
  await administrator.end()
  rmSync(folder, { recursive: true })
})

test('policies are JSON that allows reading alone', () => {
  const policies = blocks('json')
  assert.ok(policies.length >= 3)
  const allowed = policies.flatMap((text) => {
    const { Statement } = JSON.parse(text) as { Statement: readonly { Effect: string; Action: string }[] }
    return Statement.map(({ Effect, Action }) => `${Effect} ${Action}`)
  })
  assert.deepEqual(
    [...new Set(allowed)].sort(),
    ['Allow s3:GetObject', 'Allow s3:ListBucket', 'Allow sts:AssumeRole'].sort(),
  )
})

test('the role of the guide reads the granted columns, no others, and may change nothing', async () => {
  const source = { postgres: 'shop.claims', connection: 'shop' }
  const shown = await owner.preview({ source }, {})
  assert.ok(shown.ok)
  const { columns, rows } = shown.value
  assert.deepEqual(
    columns?.map(({ name }) => name),
    ['id', 'person', 'total', 'paid_at'],
    JSON.stringify(shown),
  )
  assert.deepEqual(rows, [[1, 'a', '2.50', '2026-01-31T09:00:00']])
  const tested = await owner.test({ source }, {})
  assert.ok(tested.ok && tested.value.advice === undefined, JSON.stringify(tested))
})

test('types of PostgreSQL are what the guide’s table says', async () => {
  const [, table = ''] = page.split('\n## Types\n')
  const rows = [...table.matchAll(/^\| (`[A-Z(),a-z]+`|not to be asked for) \|[^|]*\|[^|]*\| (.*) \|$/gm)]
  assert.equal(rows.length, 8)
  const expected = rows.flatMap(([, here = '', theirs = '']) =>
    [...theirs.matchAll(/`([^`]+)`/g)].map(([, type = '']) => ({ here: here.replaceAll('`', ''), type })),
  )
  const columns = expected.map(({ type }, index) => `c${index} ${type}`)
  await administrator.query(`CREATE TABLE shop.types (${columns.join(', ')}); GRANT SELECT ON shop.types TO ${role}`)
  const read = await owner.schema({ source: { postgres: 'shop.types', connection: 'shop' } }, {})
  assert.ok(read.ok)
  const found = read.value.columns?.map(({ type }) => type?.replace('(18,2)', '(p,s)') ?? 'not to be asked for')
  assert.deepEqual(
    found,
    expected.map(({ here }) => here),
    JSON.stringify(read.value),
  )
})
