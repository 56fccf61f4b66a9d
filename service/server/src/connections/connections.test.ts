import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ConnectionDraft } from '@glovebox/api'
import { refusal, value } from '../collaboration/contribution.fixture.ts'
import type { ServerWorld } from '../server-world.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { openVaults } from '../vault/vaults.ts'
import {
  changeConnection,
  deleteConnection,
  listConnections,
  makeConnection,
  openConnection,
  readConnection,
} from './connections.ts'

const organisation = 'org_a'

async function open(t: TestContext): Promise<{ readonly world: ServerWorld; readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-connections-'))
  const store = await openSqliteStore(folder)
  t.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const world: ServerWorld = {
    store,
    clock: () => new Date('2026-03-01T00:00:00.000Z'),
    random: (bytes) => randomBytes(bytes),
    name: 'test',
    publicUrl: 'http://localhost',
    dataFolder: folder,
    signingSeed: new Uint8Array(32),
    ...openVaults({ folder: join(folder, 'keys'), masterKey: new Uint8Array(32), random: randomBytes }),
  }
  return { world, folder }
}

const target = { kind: 'postgres', host: 'db.example.org', database: 'shop', user: 'reader' } as const
const draft: ConnectionDraft = { name: 'Shop', target, secret: { password: 'marked-secret' } }

const profile = {
  shareCredentialsVersion: 1,
  endpoint: 'https://share.example.org/delta/',
  bearerToken: 'marked-secret',
  expirationTime: '2027-01-01T00:00:00Z',
}

const drafts: readonly (readonly [draft: Omit<ConnectionDraft, 'name'>, shown: object])[] = [
  [draft, { ...target, port: 5432, tls: { mode: 'verify' } }],
  [
    {
      target: { kind: 's3', region: 'eu-central-1', accessKeyId: 'AK' },
      secret: { secretAccessKey: 'marked-secret', sessionToken: 'marked-secret' },
    },
    { kind: 's3', region: 'eu-central-1', accessKeyId: 'AK', addressing: 'virtual' },
  ],
  [
    {
      target: { kind: 's3', region: 'r', endpoint: 'http://minio:9000', accessKeyId: 'AK' },
      secret: { secretAccessKey: 'marked-secret' },
    },
    { kind: 's3', region: 'r', endpoint: 'http://minio:9000', accessKeyId: 'AK', addressing: 'path' },
  ],
  [
    {
      target: { kind: 'https', origin: 'https://example.org' },
      secret: { headers: { authorization: 'Bearer marked-secret' } },
    },
    { kind: 'https', origin: 'https://example.org' },
  ],
  [
    { target: { kind: 'delta-sharing' }, secret: { profile } },
    {
      kind: 'delta-sharing',
      endpoint: 'https://share.example.org/delta',
      expirationTime: '2027-01-01T00:00:00.000Z',
    },
  ],
]

for (const [given, shown] of drafts)
  test(`a connection of the kind ${given.target.kind} is kept, and its secret shown to nobody`, async (t) => {
    const { world, folder } = await open(t)
    const made = value(await makeConnection(world, organisation, { name: 'Shop', ...given }))
    assert.deepEqual(
      Object.fromEntries(Object.entries(made.target).toSorted()),
      Object.fromEntries(Object.entries(shown).toSorted()),
    )
    const told = [
      made,
      await readConnection(world, organisation, made.id),
      await listConnections(world, organisation, {}),
    ]
    assert.doesNotMatch(JSON.stringify(told), /marked-secret/)
    const opened = await openConnection(world, organisation, 'shop')
    assert.equal(opened?.kind, given.target.kind)
    assert.match(JSON.stringify(opened), /marked-secret/)
    assert.equal(await openConnection(world, 'org_b', 'shop'), undefined)
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (file.isFile()) assert.ok(!readFileSync(join(file.parentPath, file.name)).includes('marked-secret'), file.name)
    // The same target again, as it is shown, keeps the secret.
    const same = value(await changeConnection(world, organisation, made.id, { name: 'Shop', target: made.target }))
    assert.equal(same.version, 2)
    assert.deepEqual(await openConnection(world, organisation, 'shop'), opened)
  })

const refusedDrafts: readonly (readonly [name: string, draft: Partial<ConnectionDraft>, why: string])[] = [
  ['no secret', { target }, '422 SECRET_MISSING'],
  ['a secret of another kind', { secret: { headers: {} } }, '422 CONNECTION_INVALID'],
  ['a name that does not show', { name: '\u200b', secret: { password: 'x' } }, '422 NAME_INVALID'],
  [
    'an origin with a path',
    { target: { kind: 'https', origin: 'https://example.org:443' }, secret: { headers: {} } },
    '422 CONNECTION_INVALID',
  ],
  [
    'a header that ends the head',
    { target: { kind: 'https', origin: 'https://example.org' }, secret: { headers: { a: 'b\r\nc: d' } } },
    '422 CONNECTION_INVALID',
  ],
  [
    'a header that is ours to say',
    { target: { kind: 'https', origin: 'https://example.org' }, secret: { headers: { Range: 'bytes=0-1' } } },
    '422 CONNECTION_INVALID',
  ],
  [
    'a profile of a later version',
    { target: { kind: 'delta-sharing' }, secret: { profile: { ...profile, shareCredentialsVersion: 3 } } },
    '422 CONNECTION_INVALID',
  ],
]

for (const [name, change, why] of refusedDrafts)
  test(`${name} is refused, and the secret not quoted`, async (t) => {
    const { world } = await open(t)
    const given = { name: 'Shop', target, ...change }
    const outcome = await makeConnection(world, organisation, given)
    assert.equal(refusal(outcome), why)
    assert.doesNotMatch(JSON.stringify(outcome), /marked-secret/)
  })

test('a secret is not sent to another place than it was given for', async (t) => {
  const { world } = await open(t)
  const { id } = value(await makeConnection(world, organisation, draft))
  const elsewhere = [
    { ...target, host: 'elsewhere.example.org' },
    { ...target, port: 1 },
    { ...target, tls: { mode: 'off' } },
    { kind: 'https', origin: 'https://example.org' },
  ] as const
  for (const other of elsewhere)
    assert.equal(
      refusal(await changeConnection(world, organisation, id, { name: 'Shop', target: other })),
      '422 SECRET_MISSING',
    )
  const moved = { name: 'Shop', target: elsewhere[0], secret: { password: 'other' } }
  value(await changeConnection(world, organisation, id, moved))
  const opened = await openConnection(world, organisation, 'Shop')
  assert.deepEqual(opened, {
    ...target,
    host: 'elsewhere.example.org',
    port: 5432,
    password: 'other',
    tls: { mode: 'verify' },
  })
})

test('one row’s secret does not open in another row, nor for another place', async (t) => {
  const { world } = await open(t)
  const { id } = value(await makeConnection(world, organisation, draft))
  await world.store.db
    .updateTable('connections')
    .set({ target: JSON.stringify({ ...target, host: 'evil.example.org', port: 5432, tls: { mode: 'verify' } }) })
    .where('id', '=', id)
    .execute()
  await assert.rejects(openConnection(world, organisation, 'shop'))
})

test('connections are their organisation’s alone', async (t) => {
  const { world } = await open(t)
  const { id } = value(await makeConnection(world, organisation, draft))
  const outsider = 'org_b'
  assert.equal(refusal(await readConnection(world, outsider, id)), '404 CONNECTION_NOT_FOUND')
  assert.equal(refusal(await changeConnection(world, outsider, id, draft)), '404 CONNECTION_NOT_FOUND')
  assert.equal(refusal(await deleteConnection(world, outsider, id)), '404 CONNECTION_NOT_FOUND')
  assert.deepEqual(value(await listConnections(world, outsider, {})).items, [])
  value(await makeConnection(world, outsider, draft))
})

test('names are there once, and what is used stays', async (t) => {
  const { world } = await open(t)
  const { id, version } = value(await makeConnection(world, organisation, draft))
  assert.equal(refusal(await makeConnection(world, organisation, { ...draft, name: 'sHOP' })), '409 NAME_TAKEN')
  const row = { id: 'tbl_x', organisation, name: 't', name_folded: 't', description: '', found: null, version: 1 }
  const definition = JSON.stringify({ source: { postgres: 'a.b', connection: 'SHOP' } })
  await world.store.db
    .insertInto('configured_tables')
    .values({ ...row, definition, created_at: '', updated_at: '' })
    .execute()
  assert.equal(refusal(await deleteConnection(world, organisation, id)), '409 CONNECTION_IN_USE')
  assert.equal(
    refusal(await changeConnection(world, organisation, id, { ...draft, name: 'other' })),
    '409 CONNECTION_IN_USE',
  )
  await world.store.db.deleteFrom('configured_tables').execute()
  assert.equal(refusal(await deleteConnection(world, organisation, id, '7')), '412')
  value(await deleteConnection(world, organisation, id, String(version)))
  assert.equal(await openConnection(world, organisation, 'shop'), undefined)
})
