import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { IntermediateTableView, RunSubmission } from '@glovebox/api'
import { refusal, someone, value } from '../collaboration/contribution.fixture.ts'
import { type ContributionWorld, joinContributionHooks } from '../collaboration/contribution-world.ts'
import { roomDocument } from '../collaboration/document/room-document.ts'
import { changeAssociation, revokeAssociation } from '../collaboration/table/associate-table.ts'
import { changeTable } from '../collaboration/table/change-table.ts'
import { listTables } from '../collaboration/table/read-tables.ts'
import { openDuckdbEngine } from '../engine/duckdb/open-duckdb-engine.ts'
import { openResult } from '../runs/result.ts'
import { findRun } from '../runs/run-row.ts'
import {
  advertiser,
  agency,
  bringTable,
  fakeEngine,
  openRunGround,
  publisher,
  type RunGround,
  room,
  stranger,
} from '../runs/runs.fixture.ts'
import { submitRun } from '../runs/submit-run.ts'
import { untilEnded } from '../runs/view-run.ts'
import { readEntries } from '../state/audit-log.ts'
import {
  defineIntermediate,
  deleteIntermediate,
  disallowIntermediate,
  listIntermediates,
  readIntermediate,
} from './define-intermediate.ts'
import { intermediateHooks } from './intermediate-hooks.ts'
import { populateIntermediate, settleIntermediate } from './populate-intermediate.ts'
import { openKeptSources } from './unseal-kept.ts'

const analyst = someone(advertiser, 'usr_a')
const owner = someone(publisher, 'usr_p')
const cities = { name: 'cities', sql: 'SELECT city, COUNT(*) AS n FROM impressions GROUP BY city' }

type Here = RunGround & { readonly contributions: ContributionWorld }

async function ground(t: TestContext, isReal = false): Promise<Here> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-kept-'))
  const engine = isReal ? await openDuckdbEngine({ temporaryRoot: join(folder, 'tmp') }) : fakeEngine()
  const opened = await openRunGround({ engine, kept: openKeptSources(join(folder, 'kept')) })
  t.after(async () => {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await opened.area.start()
  const { contribution } = intermediateHooks(() => opened.world)
  const contributionHooks = joinContributionHooks(opened.world.contributionHooks, contribution)
  return { ...opened, contributions: { ...opened.world, contributionHooks } }
}

async function populated({ world }: Here, name = cities.name): Promise<IntermediateTableView> {
  const { id, run = '' } = value(await populateIntermediate(world, { organisation: advertiser }, room, name))
  await untilEnded(world, { collaboration: room, run }, 20_000, new AbortController().signal)
  await settleIntermediate(world, room, id)
  return value(await readIntermediate(world, advertiser, room, name))
}

async function ask({ world }: Here, submission: RunSubmission): Promise<readonly unknown[]> {
  const { id: run } = value(await submitRun(world, { organisation: advertiser }, room, submission))
  await untilEnded(world, { collaboration: room, run }, 20_000, new AbortController().signal)
  const rows: unknown[] = []
  const result = await openResult(world, advertiser, { collaboration: room, run })
  if (!result.ok) return [(await findRun(world.store.db, room, run))?.diagnostics]
  for await (const part of result.value.parts) rows.push(...part)
  return rows
}

const names = async ({ world }: Here): Promise<readonly string[]> =>
  (await roomDocument(world, room))?.tables.map(({ name }) => name) ?? []

test('a result is kept inside the room, and asked as a table', async (t) => {
  const here = await ground(t, true)
  const { world } = here
  const defined = value(await defineIntermediate(world, analyst, room, cities))
  assert.deepEqual(
    [defined.status, defined.readiness.reasons[0]?.code],
    ['created', 'INTERMEDIATE_TABLE_NOT_POPULATED'],
  )
  const ready = await populated(here)
  assert.deepEqual(
    [ready.status, ready.readiness.status, ready.bases, ready.columns],
    [
      'ready',
      'ready',
      ['impressions'],
      [
        { name: 'city', type: 'VARCHAR' },
        { name: 'n', type: 'BIGINT' },
      ],
    ],
  )
  const again = 'SELECT SUM(n) AS total, COUNT(*) AS towns FROM cities'
  assert.deepEqual(await ask(here, { sql: again }), [[3, 2]])
  for (const who of [advertiser, agency, publisher]) {
    assert.equal(
      refusal(await openResult(world, who, { collaboration: room, run: ready.run ?? '' })).slice(0, 3),
      '404',
    )
  }
})

test('who defined it and whose tables it is made of know of it, and nobody else', async (t) => {
  const here = await ground(t)
  const { world } = here
  value(await defineIntermediate(world, analyst, room, cities))
  await populated(here)
  const known = async (who: string) => value(await listIntermediates(world, who, room)).items.length
  assert.deepEqual(await Promise.all([advertiser, publisher, agency].map(known)), [1, 1, 0])
  assert.equal(refusal(await listIntermediates(world, stranger, room)), '404 COLLABORATION_NOT_FOUND')
  assert.equal(refusal(await readIntermediate(world, agency, room, 'cities')), '404 TABLE_NOT_FOUND')
  assert.equal(
    refusal(await disallowIntermediate(world, someone(agency, 'usr_g'), room, 'cities')),
    '404 TABLE_NOT_FOUND',
  )
  assert.equal(refusal(await deleteIntermediate(world, owner, room, 'cities')), '404 TABLE_NOT_FOUND')
  assert.equal(
    refusal(await populateIntermediate(world, { organisation: publisher }, room, 'cities')),
    '404 TABLE_NOT_FOUND',
  )
})

test('a definition that rules refuse populates nothing, and one that is none is refused', async (t) => {
  const here = await ground(t)
  const { world } = here
  const define = (given: Parameters<typeof defineIntermediate>[3]) => defineIntermediate(world, analyst, room, given)
  assert.equal(refusal(await define({ name: 'impressions', sql: 'SELECT 1 AS one' })), '409 NAME_TAKEN')
  assert.equal(refusal(await define({ name: 'both', sql: 'SELECT 1 AS one', template: 't' })), '422 DEFINITION_INVALID')
  assert.equal(refusal(await defineIntermediate(world, owner, room, cities)), '403 MEMBER_MAY_NOT_QUERY')
  value(await define({ name: 'wrong', sql: 'SELECT nothing FROM impressions' }))
  assert.equal(refusal(await populateIntermediate(world, { organisation: advertiser }, room, 'wrong')), '422 RULE')
})

test('receivers, purposes and access budgets of what it is made of hold for it', async (t) => {
  const here = await ground(t)
  const { world, contributions } = here
  await bringTable(world, 'clicks', 'user_id,city\n1,Rome\n', { purposes: ['measurement'] })
  const patch = { receivers: ['advertiser'], accessBudget: [{ per: 'day', runs: 2 }] } as const
  value(await changeAssociation(contributions, owner, room, 'clicks', patch))
  const definition = {
    name: 'kept',
    sql: 'SELECT city, COUNT(*) AS n FROM clicks GROUP BY city',
    purpose: 'measurement',
  }
  value(await defineIntermediate(world, analyst, room, definition))
  assert.equal((await populated(here, 'kept')).readiness.status, 'ready')
  const table = (await roomDocument(world, room))?.document
  assert.deepEqual(table?.receivers?.kept, ['advertiser'])
  assert.deepEqual(table?.tables?.find(({ name }) => name === 'kept')?.purposes, ['measurement'])
  const use = { sql: 'SELECT n FROM kept', purpose: 'measurement' }
  assert.equal((await ask(here, use)).length, 1)
  assert.equal(refusal(await submitRun(world, analyst, room, use)), '402 ACCESS_BUDGET')
})

test('it wants as much isolation as each table that it is made of', async (t) => {
  const here = await ground(t)
  const { world } = here
  await bringTable(world, 'clicks', 'user_id,city\n1,Rome\n', { minimumIsolation: 'process' })
  const definition = { name: 'kept', sql: 'SELECT city, COUNT(*) AS n FROM clicks GROUP BY city' }
  value(await defineIntermediate(world, analyst, room, definition))
  await populated(here, 'kept')
  const table = (await roomDocument(world, room))?.document.tables?.find(({ name }) => name === 'kept')
  assert.equal(table?.minimumIsolation, 'process')
})

const endings: readonly (readonly [name: string, end: (here: Here) => Promise<unknown>, says: string])[] = [
  [
    'forbidden by an owner',
    async ({ world }) => value(await disallowIntermediate(world, owner, room, 'cities')),
    'INTERMEDIATE_TABLE_DISALLOWED_BY_DATA_PROVIDER',
  ],
  [
    'made of a table that is paused',
    async ({ contributions }) =>
      value(await changeAssociation(contributions, owner, room, 'impressions', { status: 'paused' })),
    'INTERMEDIATE_TABLE_INHERITED_CONSTRAINTS_VIOLATED',
  ],
  [
    'made of a table that is revoked',
    async ({ contributions }) => value(await revokeAssociation(contributions, owner, room, 'impressions')),
    'INTERMEDIATE_TABLE_BASE_TABLE_REMOVED',
  ],
  [
    'made of a table of which something else may be asked now',
    async ({ contributions }) => {
      const [table] = value(await listTables(contributions.store.db, publisher, {})).items
      const rule = {
        custom: {
          allowedAnalyses: ['ANY_QUERY'],
          allowedAnalysisProviders: ['advertiser'],
          disallowedOutputColumns: ['city'],
        },
      }
      value(await changeTable(contributions, owner, table?.id ?? '', { rule }))
    },
    'INTERMEDIATE_TABLE_INHERITED_CONSTRAINTS_VIOLATED',
  ],
]

for (const [name, end, says] of endings) {
  test(`a table that is ${name} is read no more`, async (t) => {
    const here = await ground(t)
    value(await defineIntermediate(here.world, analyst, room, cities))
    await populated(here)
    assert.ok((await names(here)).includes('cities'))
    await end(here)
    assert.ok(!(await names(here)).includes('cities'))
    const view = value(await readIntermediate(here.world, advertiser, room, 'cities'))
    assert.deepEqual(
      view.readiness.reasons.map(({ code }) => code),
      [says],
    )
  })
}

test('a table that is deleted takes its rows with it', async (t) => {
  const here = await ground(t)
  const { world } = here
  value(await defineIntermediate(world, analyst, room, cities))
  const { run = '' } = await populated(here)
  value(await deleteIntermediate(world, analyst, room, 'cities'))
  assert.ok(!(await names(here)).includes('cities'))
  assert.notEqual((await findRun(world.store.db, room, run))?.result_gone_at, null)
  assert.deepEqual(await world.store.db.selectFrom('results').select('part').execute(), [])
  const log = await readEntries(world.rooms.stateOf(room), {})
  const acts = log.flatMap(({ entry }) => (entry.kind === 'governed' && entry.subject !== 'impressions' ? [entry] : []))
  assert.deepEqual(
    acts.map(({ action, subject, audience }) => [action, subject, audience]),
    [
      ['intermediate-defined', 'cities', []],
      ['intermediate-deleted', 'cities', ['advertiser', 'publisher']],
    ],
  )
})

test('what an owner forbade cannot be made again by deleting and defining it, under another name or with other spaces', async (t) => {
  const here = await ground(t)
  const { world } = here
  const populate = (name: string) => populateIntermediate(world, { organisation: advertiser }, room, name)
  value(await defineIntermediate(world, analyst, room, cities))
  await populated(here)
  value(await disallowIntermediate(world, owner, room, 'cities'))
  assert.equal(refusal(await populate('cities')), '409 TABLE_DISALLOWED')
  value(await deleteIntermediate(world, analyst, room, 'cities'))
  value(await defineIntermediate(world, analyst, room, cities))
  assert.equal(refusal(await populate('cities')), '422 DISALLOWED')
  const spaced = { name: 'towns', sql: cities.sql.replace('SELECT', 'select /* again */ '), purpose: 'measurement' }
  value(await defineIntermediate(world, analyst, room, spaced))
  assert.equal(refusal(await populate('towns')), '422 DISALLOWED')
  value(await defineIntermediate(world, analyst, room, { name: 'other', sql: 'SELECT COUNT(*) AS n FROM impressions' }))
  assert.equal((await populated(here, 'other')).status, 'ready')
})

test('a file that lies open of a table goes with its rows, and what a dead process left too', async (t) => {
  const here = await ground(t)
  const { world } = here
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-open-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'rcpt_old.parquet'), 'rows')
  const kept = openKeptSources(folder)
  await kept.tidy()
  assert.deepEqual(readdirSync(folder), [])
  value(await defineIntermediate(world, analyst, room, cities))
  const { run = '' } = await populated(here)
  const { receipt } = (await findRun(world.store.db, room, run)) ?? {}
  await kept.open(world.rooms.stateOf(room), receipt ?? '')
  await kept.tidy()
  assert.deepEqual(readdirSync(folder), [`${receipt}.parquet`])
  value(await deleteIntermediate(world, analyst, room, 'cities'))
  await kept.tidy()
  assert.deepEqual(readdirSync(folder), [])
})

test('what an owner forbids while it is populated again stays forbidden', async (t) => {
  const here = await ground(t)
  const { world } = here
  value(await defineIntermediate(world, analyst, room, cities))
  await populated(here)
  const again = populateIntermediate(world, { organisation: advertiser }, room, 'cities')
  const [, forbidden] = await Promise.all([again, disallowIntermediate(world, owner, room, 'cities')])
  value(forbidden)
  const { id } = value(await readIntermediate(world, publisher, room, 'cities'))
  await settleIntermediate(world, room, id)
  assert.equal(value(await readIntermediate(world, publisher, room, 'cities')).status, 'disallowed')
  assert.ok(!(await names(here)).includes('cities'))
})
