import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { associateTable, createTable, proposeTemplate, putBudgetPolicy } from '@glovebox/api'
import type { Settings } from '../../service/server/src/index.ts'
import { openPostgresStore } from '../../service/server/src/store/postgres.ts'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'
import type { Store } from '../../service/server/src/store/store.ts'
import { makeRoom, type TestRoom } from '../api/room.suite.ts'
import { asTestServer, type Child, startChild } from './child.suite.ts'

/** A room on a server in a process of its own, which goes on where another was killed. */
export type FireGround = {
  readonly room: TestRoom
  readonly folder: string
  /** The same database, for whoever looks into it from outside. */
  readonly store: Store
  /** A process that waits to be the server, at the address of the one before. */
  readonly next: () => Child
  /** The one that the room was made on. */
  readonly first: Child
  readonly close: () => Promise<void>
}

export type GroundOptions = {
  /** An empty database; without it, a file in the folder. */
  readonly database?: string
  readonly folder?: string
  readonly isFake?: boolean
  readonly concurrentRuns?: number
  /** Of the protected table. */
  readonly budget?: Readonly<Record<string, unknown>>
}

/** A question about the protected table; each number is another. */
export function protectedQuestion(n: number): string {
  return `SELECT COUNT(*) AS n FROM people WHERE cost < ${n}`
}

/** A question about the table with thresholds; each number is another. */
export function thresholdQuestion(n: number): string {
  return `SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM impressions WHERE cost < ${n} GROUP BY campaign`
}

/** Opens a server in a process, and makes a room on it by the API alone. */
export async function openFireGround(options: GroundOptions): Promise<FireGround> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'glovebox-fire-'))
  const { database, isFake = true, concurrentRuns = 8 } = options
  const settings = {
    folder,
    log: { level: 'error' },
    limits: { concurrentRuns, concurrentRunsPerCollaboration: concurrentRuns },
    ...(database === undefined ? {} : { database: { url: database } }),
  } satisfies Settings
  const first = startChild({ settings: { ...settings, listen: { port: 0 } }, isFake })
  const where = await first.open()
  const room = await makeRoom(asTestServer(first, folder, where))
  await addProtected(room, options.budget ?? { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.1 }, refresh: 'none' })
  const store =
    database === undefined
      ? await openSqliteStore(join(folder, 'state'))
      : await openPostgresStore({ connectionString: database, poolSize: 3 })
  const children = [first]
  return {
    room,
    folder,
    store,
    first,
    next: () => {
      const child = startChild({ settings: { ...settings, listen: { port: Number(new URL(where.url).port) } }, isFake })
      children.push(child)
      return child
    },
    close: async () => {
      await Promise.all(children.map(({ kill }) => kill()))
      await store.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same file as a table with differential privacy, with a budget for it, and a template that is reviewed. */
async function addProtected(
  { publisher, advertiser, collaboration }: TestRoom,
  budget: Readonly<Record<string, unknown>>,
): Promise<void> {
  const params = { collaboration }
  const { id: table } = await publisher.client.call(createTable, {
    body: {
      name: 'people',
      source: { file: 'impressions.csv' },
      columns: { user_id: 'VARCHAR', campaign: 'VARCHAR', cost: 'INTEGER' },
      rule: {
        custom: {
          allowedAnalyses: ['ANY_QUERY'],
          allowedAnalysisProviders: ['advertiser'],
          differentialPrivacy: { columns: [{ name: 'user_id' }] },
        },
      },
      privacy: { unit: 'user_id', maxRowsPerGroup: 1 },
    } as never,
  })
  await publisher.client.call(putBudgetPolicy, { params, body: budget as never })
  await publisher.client.call(associateTable, { params, body: { table, name: 'people' } })
  await advertiser.client.call(proposeTemplate, {
    params,
    body: { name: 'reach', sql: thresholdQuestion(1) },
  })
}
