import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from '@glovebox/api'
import { scopes } from '@glovebox/api'
import type { BudgetDocument } from '@glovebox/cleanroom'
import type { Sources } from '@glovebox/source'
import { integerType, textType } from '@glovebox/sql'
import { addCollaboration, anyQuery, someone, value } from '../collaboration/contribution.fixture.ts'
import type { ContributionWorld } from '../collaboration/contribution-world.ts'
import { associateTable } from '../collaboration/table/associate-table.ts'
import { createTable } from '../collaboration/table/create-table.ts'
import { openOwnSources } from '../connections/own-sources.ts'
import { noTroubles } from '../connections/troubles.ts'
import type { KeptSources } from '../intermediate/unseal-kept.ts'
import { engineLimits } from '../limits.ts'
import type { Engine, EngineControl, EngineJob, EngineOutcome } from '../port/engine.ts'
import type { Principal } from '../principal.ts'
import { takeRunLock } from '../state/run-lock.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { openVaults } from '../vault/vaults.ts'
import { openRunArea, type RunArea } from './open-run-area.ts'
import { freeOfCharge, type RunSettings, type RunWorld } from './run-world.ts'

export const room = 'col_aaaaaaaaaaaaaaaaaaaaaaaaaa'
const organisation = (letter: string): string => `org_${letter.repeat(26)}`
export const publisher: string = organisation('p')
export const advertiser: string = organisation('a')
export const agency: string = organisation('g')
export const stranger: string = organisation('s')

/** A server's queue on a store of its own. */
export type RunGround = {
  readonly world: RunWorld & ContributionWorld
  readonly area: RunArea
  readonly folder: string
  readonly errors: unknown[]
  readonly close: () => Promise<void>
}

export type GroundOptions = {
  readonly engine?: Engine
  readonly folder?: string
  readonly runs?: Partial<RunSettings>
  readonly clock?: () => Date
  readonly store?: Store
  readonly kept?: KeptSources
  readonly elsewhere?: Sources
}

/** An engine that answers 1, 2 for two columns at once, or when it is let. */
export function fakeEngine(
  run: (job: EngineJob, control: EngineControl) => Promise<EngineOutcome> = async ({ columns }) =>
    rowsOf(columns.length),
): Engine {
  const columns = [
    { name: 'user_id', engineType: 'BIGINT', type: integerType },
    { name: 'city', engineType: 'VARCHAR', type: textType },
  ]
  return { name: 'fake', run, describe: async () => ({ status: 'ok', columns }) }
}

/** One row of numbers. */
export function rowsOf(columns: number): EngineOutcome {
  const isolation = { level: 'process', measures: [], missing: [] } as const
  return { status: 'ok', rows: [Array.from({ length: columns }, (_, i) => BigInt(i + 1))], isolation }
}

/** Opens the ground; a folder that was used before goes on where it was. */
export async function openRunGround(options: GroundOptions = {}): Promise<RunGround> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'glovebox-runs-'))
  const store = options.store ?? (await openSqliteStore(join(folder, 'state')))
  const masterKey = new Uint8Array(32).fill(1)
  const errors: unknown[] = []
  const engine = options.engine ?? fakeEngine()
  const base = {
    store,
    clock: options.clock ?? (() => new Date()),
    random: (bytes: number) => randomBytes(bytes),
    name: 'test',
    publicUrl: 'http://localhost',
    dataFolder: join(folder, 'data'),
    signingSeed: new Uint8Array(32),
    ...openVaults({ folder: join(folder, 'keys'), masterKey, random: randomBytes }),
  }
  const { elsewhere } = options
  const fetchRoot = join(folder, 'fetched')
  const sources = openOwnSources(base, { fetchRoot, ...(elsewhere === undefined ? {} : { elsewhere }) })
  const area = openRunArea(base, {
    sources,
    engine: async () => engine,
    limits: engineLimits,
    runLock: (run) => takeRunLock(join(folder, 'locks'), run),
    ...(options.kept === undefined ? {} : { kept: options.kept }),
    settings: {
      concurrency: { total: 4, perCollaboration: 4, perOrganisation: 4 },
      mostWaiting: 1000,
      prices: freeOfCharge,
      ...options.runs,
    },
    onError: (error) => void errors.push(error),
  })
  const brought = { sources, troubles: noTroubles(base.clock) }
  const world = { ...area.world, ...brought, engine: async () => engine, contributionHooks: area.contributionHooks }
  if (options.folder === undefined || (await isEmpty(store))) await furnish(world)
  return {
    world,
    area,
    folder,
    errors,
    close: async () => {
      await area.stop(0)
      if (options.store === undefined) await store.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function isEmpty(store: Store): Promise<boolean> {
  return (await store.db.selectFrom('collaborations').select('id').executeTakeFirst()) === undefined
}

async function furnish(world: ContributionWorld): Promise<void> {
  await addCollaboration(world.store, room, {
    [publisher]: { name: 'publisher', abilities: ['contribute'] },
    [advertiser]: { name: 'advertiser', abilities: ['query', 'receive', 'pay'] },
    [agency]: { name: 'agency', abilities: ['receive'] },
  })
  await world.store.db
    .updateTable('members')
    .set({ payment_accepted: 1 })
    .where('organisation', '=', advertiser)
    .execute()
  await world.store.db
    .updateTable('collaborations')
    .set({ settings: JSON.stringify({ autoApprovedChangeTypes: [], resultRetentionDays: 30 }) })
    .execute()
  await bringTable(world, 'impressions', 'user_id,city\n1,Rome\n2,Rome\n3,Oslo\n')
}

/** A table of the publisher, or of another, with a rule that lets the advertiser ask anything. */
export async function bringTable(
  world: ContributionWorld,
  name: string,
  csv: string,
  more: Readonly<Record<string, unknown>> = {},
  owner: string = publisher,
): Promise<void> {
  const folder = join(world.dataFolder, owner)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.csv`), csv)
  const who = someone(owner, 'usr_p')
  const columns = { user_id: 'BIGINT', city: 'VARCHAR' }
  const given = { name, source: { file: `${name}.csv` }, columns, rule: anyQuery, ...more }
  const table = value(await createTable(world, who, given))
  value(await associateTable(world, who, room, { table: table.id }))
}

/** A table with differential privacy and a budget for it. */
export async function bringProtected(
  world: ContributionWorld,
  budget: Partial<BudgetDocument> = {},
  words: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const rule = { custom: { ...anyQuery.custom, differentialPrivacy: { columns: [{ name: 'user_id' }] } } }
  const people = Array.from({ length: 500 }, (_, i) => `${i},${i % 2 === 0 ? 'Rome' : 'Oslo'}`)
  await bringTable(world, 'people', `user_id,city\n${people.join('\n')}\n`, {
    rule,
    privacy: { unit: 'user_id', columns: { city: { values: ['Rome', 'Oslo'] } }, maxGroupsContributed: 1 },
    ...words,
  })
  const policy = { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 1 }, refresh: 'none', ...budget }
  await world.store.transaction(room, async (tx) => {
    const at = world.clock().toISOString()
    await tx
      .insertInto('budget_policies')
      .values({
        collaboration: room,
        organisation: publisher,
        policy: JSON.stringify(policy),
        version: 1,
        updated_at: at,
      })
      .execute()
    await tx
      .updateTable('collaborations')
      .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
      .execute()
  })
}

/** A person of an organisation who may do everything. */
export function personOf(org: string, more: Partial<Principal> = {}): Principal {
  return {
    organisation: org,
    organisationName: org,
    user: `usr_${'u'.repeat(26)}`,
    name: 'somebody',
    roles: ['administrator'],
    scopes: new Set<Scope>(scopes),
    via: { kind: 'session', session: 'ses_1' },
    ...more,
  }
}
