import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { NewTable, TableView } from '@glovebox/api'
import { type Ability, foldCase } from '@glovebox/cleanroom'
import { integerType, textType } from '@glovebox/sql'
import { openOwnSources } from '../connections/own-sources.ts'
import { noTroubles } from '../connections/troubles.ts'
import type { Engine } from '../port/engine.ts'
import type { ServerWorld } from '../server-world.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { plainVault } from '../store/vault.ts'
import {
  type ContributionHooks,
  type ContributionWorld,
  type Contributor,
  noContributionHooks,
} from './contribution-world.ts'
import type { Outcome } from './outcome.ts'
import { associateTable } from './table/associate-table.ts'
import { createTable } from './table/create-table.ts'

/** A server with a collaboration of a publisher, an advertiser and an agency, and a stranger beside it. */
export type Ground = {
  readonly world: ContributionWorld
  readonly collaboration: string
  readonly publisher: Contributor
  readonly advertiser: Contributor
  readonly agency: Contributor
  readonly stranger: Contributor
  readonly putFile: (who: Contributor, path: string, text: string) => void
  readonly close: () => Promise<void>
}

/** Somebody of an organisation. */
export function someone(organisation: string, user: string): Contributor {
  return { organisation, by: user, user, name: `${user}@example.org` }
}

/** Whatever is asked of it, an engine that finds a user_id and a city. */
const engine: Engine = {
  name: 'fake',
  run: () => Promise.reject(new Error('nothing runs here')),
  describe: async () => ({
    status: 'ok',
    columns: [
      { name: 'user_id', engineType: 'INTEGER', type: integerType },
      { name: 'city', engineType: 'VARCHAR', type: textType },
    ],
  }),
}

/** The value of what must be done. */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
  return outcome.value
}

/** The status, and the reason where there is one, of what must be refused. */
export function refusal(outcome: Outcome<unknown>): string {
  if (outcome.ok) throw new Error('it was done')
  const { status, reason } = outcome.problem
  return `${status} ${reason ?? ''}`.trim()
}

/** Opens the ground, on SQLite unless another store is given. */
export async function openGround(
  given: { readonly store?: Store; readonly hooks?: ContributionHooks; readonly engine?: Engine } = {},
): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-contribution-'))
  const store = given.store ?? (await openSqliteStore(join(folder, 'state')))
  let counter = 0
  const clock = (): Date => new Date(Date.UTC(2026, 2, 4, 12, 0, 0))
  const server: ServerWorld = {
    store,
    clock,
    random: (bytes) => {
      counter++
      return Uint8Array.from({ length: bytes }, (_, i) => (counter >> (8 * (i % 4))) & 255)
    },
    name: 'test',
    publicUrl: 'http://localhost',
    dataFolder: join(folder, 'data'),
    signingSeed: new Uint8Array(32),
    vaultOf: () => plainVault,
    ownVaultOf: () => ({ seal: (text) => text, open: (sealed) => sealed }),
    destroyVault: () => {},
    destroyShare: () => {},
  }
  const world: ContributionWorld = {
    ...server,
    engine: async () => given.engine ?? engine,
    contributionHooks: given.hooks ?? noContributionHooks,
    sources: openOwnSources(server, { fetchRoot: join(folder, 'tmp') }),
    troubles: noTroubles(clock),
  }
  const collaboration = 'col_a'
  await addCollaboration(store, collaboration, {
    org_pub: { name: 'publisher', abilities: [] },
    org_adv: { name: 'advertiser', abilities: ['query', 'receive'] },
    org_age: { name: 'agency', abilities: ['query', 'receive'] },
  })
  return {
    world,
    collaboration,
    publisher: someone('org_pub', 'usr_p'),
    advertiser: someone('org_adv', 'usr_a'),
    agency: someone('org_age', 'usr_g'),
    stranger: someone('org_str', 'usr_s'),
    putFile: (who, path, text) => {
      const target = join(world.dataFolder, who.organisation, path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
    },
    close: async () => {
      if (given.store === undefined) await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type People = Readonly<Record<string, { readonly name: string; readonly abilities: readonly Ability[] }>>

/** Writes a collaboration with active members. */
export async function addCollaboration(store: Store, id: string, people: People): Promise<void> {
  const at = '2026-03-01T00:00:00.000Z'
  await store.transaction(id, async (tx) => {
    await tx
      .insertInto('collaborations')
      .values({
        id,
        name: `room ${id}`,
        description: '',
        creator: Object.keys(people)[0] ?? '',
        settings: '{}',
        revision: 1,
        created_at: at,
        closed_at: null,
      })
      .execute()
    for (const [organisation, { name, abilities }] of Object.entries(people)) {
      await tx
        .insertInto('members')
        .values({
          collaboration: id,
          organisation,
          name,
          folded: foldCase(name),
          status: 'active',
          abilities: JSON.stringify(abilities),
          payment_accepted: 0,
          invited_at: at,
          joined_at: at,
          ended_at: null,
          paused_at: null,
        })
        .execute()
    }
  })
}

/** A table with a custom rule that lets the advertiser ask anything. */
export const anyQuery: { readonly custom: Readonly<Record<string, string[]>> } = {
  custom: { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: ['advertiser'] },
}

/** Configures a table and brings it into the collaboration. */
export async function bring(
  { world, collaboration, putFile }: Ground,
  who: Contributor,
  name: string,
  more: Partial<NewTable> = {},
): Promise<TableView> {
  putFile(who, `${name}.csv`, 'user_id,city\n1,Rome\n')
  const given = { name, source: { file: `${name}.csv` }, rule: anyQuery, ...more }
  const table = value(await createTable(world, who, given))
  value(await associateTable(world, who, collaboration, { table: table.id }))
  return table
}
