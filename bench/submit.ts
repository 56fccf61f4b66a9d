import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { acceptInvitation, associateTable, createCollaboration, submitRun, updateTable } from '@glovebox/api'
import { Pool } from 'pg'
import { makeRoom, thresholdRule } from '../conformance/api/room.suite.ts'
import { joinServer, newFolder, openTestServer } from '../conformance/api/server.suite.ts'
import type { Engine, Settings } from '../service/server/src/index.ts'
import { startPostgres } from '../service/server/src/store/postgres.suite.ts'
import { numberArgument, quantile, rounded, timed } from './measure.ts'
import { type Ask, type LoadFigures, underLoad } from './server/load.ts'
import { chosenDatabases } from './server/places.ts'

// Submissions under 50 clients of another process, each with an idempotency key of its own, durable when they are
// acknowledged: ten organisations, each in its own collaboration, whose runs wait behind one that does not end. Beside
// them a row of the same disk for each, by one caller after the other and by as many at once. The last lines are runs to
// their end with DuckDB, two at a time. Goal: bound by the disk alone: as many as bare rows in turn.
// --count (at most 900 for each organisation), --clients, --runs, --database=sqlite|postgres

const organisations = 10
const clients = numberArgument('clients', 50)
const count = numberArgument('count', 4000)
const runs = numberArgument('runs', 20)
const path = submitRun.path

type Rows = Pick<LoadFigures, 'perSecond' | 'medianMs' | 'p99Ms'>
const report: Record<string, Rows | LoadFigures> = {}

const endless: Engine = {
  name: 'endless',
  describe: async () => ({ status: 'failed', reason: 'it describes nothing' }),
  run: async (_, { signal }) => {
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
    return { status: 'cancelled', isolation: { level: 'process' } as never }
  },
}

async function rows(callers: number, insert: () => Promise<unknown>): Promise<Rows> {
  const latencies: number[] = []
  const each = async (): Promise<void> => {
    for (let n = 0; n < 500 / callers; n++) latencies.push((await timed(insert)).seconds * 1000)
  }
  const { seconds } = await timed(() => Promise.all(Array.from({ length: callers }, each)))
  const ms = (share: number): number => rounded(quantile(latencies, share), 2)
  return { perSecond: rounded(latencies.length / seconds, 0), medianMs: ms(0.5), p99Ms: ms(0.99) }
}

async function bareSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-submit-bench-'))
  const disk = new DatabaseSync(join(folder, 'disk'))
  disk.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE tick (n INTEGER) STRICT')
  report['sqlite, bare rows in turn'] = await rows(1, async () => disk.exec('INSERT INTO tick VALUES (1)'))
  disk.close()
  rmSync(folder, { recursive: true, force: true })
}

async function barePostgres(connectionString: string): Promise<void> {
  const pool = new Pool({ connectionString, max: 10 })
  await pool.query('CREATE TABLE tick (n INTEGER)')
  const insert = (): Promise<unknown> => pool.query('INSERT INTO tick VALUES (1)')
  report['postgres, bare rows in turn'] = await rows(1, insert)
  report[`postgres, bare rows of ${clients} callers`] = await rows(clients, insert)
  await pool.end()
}

async function submissions(name: string, settings: Settings): Promise<void> {
  const limits = { concurrentRuns: 1 }
  const place = await openTestServer({ ...settings, limits }, newFolder(), { engine: async () => endless })
  const { operator, publisher, table } = await makeRoom(place)
  const names = Array.from({ length: organisations }, (_, n) => `advertiser${n}`)
  const rule = { custom: { ...(thresholdRule.custom as object), allowedAnalysisProviders: names } }
  await publisher.client.call(updateTable, { params: { table }, body: { rule } as never })
  const asks: Ask[] = []
  const body = JSON.stringify({
    sql: 'SELECT campaign, COUNT(DISTINCT user_id) AS n FROM impressions GROUP BY campaign',
  })
  for (const member of names) {
    const advertiser = await joinServer(place, operator, member)
    const { id: collaboration } = await publisher.client.call(createCollaboration, {
      body: {
        name: `ads of ${member}`,
        creator: { name: 'publisher', abilities: ['receive'] },
        members: [{ organisation: advertiser.id, name: member, abilities: ['query', 'receive', 'pay'] }],
      },
    })
    const params = { collaboration }
    await advertiser.client.call(acceptInvitation, { params, body: { acceptsPayment: true } })
    await publisher.client.call(associateTable, { params, body: { table, name: 'impressions' } })
    asks.push({ path: path.replace('{collaboration}', collaboration), body, token: advertiser.token })
  }
  const load = { url: place.url, method: 'POST', asks, headers: { 'idempotency-key': 'bench-{n}' }, clients, count }
  report[`${name}, submissions`] = await underLoad({ ...load, warm: 500 }, [200, 201, 202])
  report[`${name}, the same keys again`] = await underLoad({ ...load, warm: 0 }, [200, 201, 202])
  await place.close()
}

async function wholeRuns(name: string, settings: Settings): Promise<void> {
  const place = await openTestServer(settings)
  const { advertiser, collaboration } = await makeRoom(place)
  const sql = 'SELECT campaign, COUNT(DISTINCT user_id) AS n FROM impressions GROUP BY campaign'
  const ask = {
    path: `${path.replace('{collaboration}', collaboration)}?wait=30`,
    body: JSON.stringify({ sql }),
    token: advertiser.token,
  }
  const load = { url: place.url, method: 'POST', asks: [ask], headers: {}, clients: 2, warm: 2, count: runs }
  report[`${name}, runs to their end`] = await underLoad(load, [200, 201, 202])
  await place.close()
}

for (const database of chosenDatabases()) {
  if (database === 'sqlite') {
    await bareSqlite()
    await submissions(database, {})
    await wholeRuns(database, {})
  } else {
    const postgres = await startPostgres()
    await barePostgres(await postgres.newDatabase())
    await submissions(database, { database: { url: await postgres.newDatabase() } })
    await wholeRuns(database, { database: { url: await postgres.newDatabase() } })
    await postgres.remove()
  }
}

console.table(report)
console.log(JSON.stringify({ benchmark: 'submit', count, clients, ...report }))
const isMet = chosenDatabases().every(
  (name) => (report[`${name}, submissions`]?.perSecond ?? 0) >= (report[`${name}, bare rows in turn`]?.perSecond ?? 0),
)
process.exitCode = isMet ? 0 : 1
