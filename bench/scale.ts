import { rmSync } from 'node:fs'
import { acceptInvitation, associateTable, createCollaboration } from '@glovebox/api'
import { ask, makeRoom, type TestRoom } from '../conformance/api/room.suite.ts'
import { newFolder, openTestServer } from '../conformance/api/server.suite.ts'
import type { Settings } from '../service/server/src/index.ts'
import { startPostgres } from '../service/server/src/store/postgres.suite.ts'
import { numberArgument, quantile, rounded } from './measure.ts'
import { growLog } from './server/grow-log.ts'
import { chosenDatabases } from './server/places.ts'
import { type ServedApart, serveApart } from './server/serve.ts'
import { copies, type OpenWriter, postgresWriter, sqliteWriter } from './server/writers.ts'

// A server with 1,000 collaborations of the same two organisations and 10,000 runs in one of them, whose log grows to a
// million entries: how long it takes to open, the memory it holds after all of it was looked at, and what a page of each
// list costs. Milliseconds of the server's processor and of the wall, each request after the other. Goals: lists stay
// flat from the first length of the log to the last, opened in less than a second.
// --collaborations, --runs, --entries, --requests, --database=sqlite|postgres

const collaborations = numberArgument('collaborations', 1000)
const runs = numberArgument('runs', 10_000)
const most = numberArgument('entries', 1_000_000)
const requests = numberArgument('requests', 200)
const lengths = [1000, 100_000, 1_000_000].filter((length) => length <= most)

type Cost = { readonly cpuMs: number; readonly medianMs: number; readonly p99Ms: number }
type Made = { readonly room: TestRoom; readonly receipt: string; readonly others: readonly string[] }

/** Made by the API, but for copies of the one run that is. */
async function fill(settings: Settings, folder: string): Promise<Made> {
  const place = await openTestServer(settings, folder)
  const room = await makeRoom(place)
  const run = await ask(room, 'SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM impressions GROUP BY campaign')
  if (run.receipt === undefined) throw new Error(`the run of the benchmark ended as ${run.status}`)
  const others: string[] = []
  const { publisher, advertiser, table } = room
  const makeOne = async (n: number): Promise<void> => {
    const { id: collaboration } = await publisher.client.call(createCollaboration, {
      body: {
        name: `ads ${n}`,
        creator: { name: 'publisher', abilities: ['receive'] },
        members: [{ organisation: advertiser.id, name: 'advertiser', abilities: ['query', 'receive', 'pay'] }],
      },
    })
    const params = { collaboration }
    await advertiser.client.call(acceptInvitation, { params, body: { acceptsPayment: true } })
    await publisher.client.call(associateTable, { params, body: { table, name: 'impressions' } })
    others.push(collaboration)
  }
  const numbers = Array.from({ length: collaborations - 1 }, (_, n) => n).values()
  const maker = async (): Promise<void> => {
    for (const n of numbers) await makeOne(n)
  }
  await Promise.all(Array.from({ length: 4 }, maker))
  await place.server.close(1000)
  return { room, receipt: run.receipt, others }
}

async function copyRuns(writer: OpenWriter): Promise<void> {
  for (const [table, column] of [
    ['runs', 'id'],
    ['run_viewers', 'run'],
    ['run_events', 'run'],
  ] as const) {
    for (const row of await writer.all(`SELECT * FROM ${table}`)) {
      const isDated = 'submitted_at' in row
      const { columns, rows } = copies(row, runs - 1, (n) => ({
        [column]: `run_copy${n}`,
        ...(isDated ? { submitted_at: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString() } : {}),
        ...(table === 'runs' ? { receipt: null, idempotency_key: null, expires_at: null } : {}),
      }))
      await writer.write(table, columns, rows)
    }
  }
  await writer.commit()
}

async function cost(server: ServedApart, token: string, path: string, method = 'GET', body?: string): Promise<Cost> {
  const latencies: number[] = []
  const send = async (): Promise<void> => {
    const began = performance.now()
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`)
    latencies.push(performance.now() - began)
  }
  for (let n = 0; n < 20; n++) await send()
  latencies.length = 0
  const before = await server.usage()
  for (let n = 0; n < requests; n++) await send()
  const after = await server.usage()
  const spent = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
  const ms = (share: number): number => rounded(quantile(latencies, share), 2)
  return { cpuMs: rounded(spent / 1000 / requests, 2), medianMs: ms(0.5), p99Ms: ms(0.99) }
}

const report: Record<string, Cost> = {}
const memory: Record<string, { readonly openedMs: number; readonly idleMb: number; readonly usedMb: number }> = {}

async function measureLog(name: string, server: ServedApart, { room, receipt }: Made, length: number): Promise<void> {
  const log = `/v1/collaborations/${room.collaboration}/log`
  const paths = {
    'log, newest page': `${log}?limit=50`,
    'log, page in the middle': `${log}?limit=50&cursor=${length / 2}`,
    'entry with inclusion proof': `${log}/entries/${length / 2}`,
    checkpoint: `${log}/checkpoint`,
    'consistency proof': `${log}/consistency?from=${length / 2 + 1}&to=${length}`,
    'receipt with its proof': `/v1/collaborations/${room.collaboration}/receipts/${receipt}`,
  }
  for (const [what, path] of Object.entries(paths))
    report[`${name}, ${length} entries, ${what}`] = await cost(server, room.advertiser.token, path)
}

async function measureLists(name: string, server: ServedApart, { room, others }: Made): Promise<void> {
  const { advertiser, collaboration } = room
  const list = `/v1/collaborations/${collaboration}/runs?limit=50`
  const last = `${new Date(Date.UTC(2026, 0, 1) + Math.floor(runs / 2) * 60_000).toISOString()} run_`
  const deep = Buffer.from(last).toString('base64url')
  const paths = {
    [`runs, first of ${runs}`]: list,
    [`runs, in the middle of ${runs}`]: `${list}&cursor=${deep}`,
    'runs, that failed (none)': `${list}&status=failed`,
    'runs, of a collaboration with none': `/v1/collaborations/${others[0]}/runs?limit=50`,
    [`collaborations, first of ${collaborations}`]: '/v1/collaborations?limit=50',
    'what waits for me': '/v1/waiting',
    'usage of a month': '/v1/usage?month=2026-11',
  }
  for (const [what, path] of Object.entries(paths))
    report[`${name}, ${what}`] = await cost(server, advertiser.token, path).catch((error) => {
      console.error(String(error))
      return { cpuMs: Number.NaN, medianMs: Number.NaN, p99Ms: Number.NaN }
    })
}

/** Asks every collaboration something, so that whatever is remembered of each is there. */
async function touchAll(server: ServedApart, { room, others }: Made): Promise<void> {
  const body = JSON.stringify({ sql: 'SELECT COUNT(DISTINCT user_id) AS n FROM impressions' })
  const headers = { authorization: `Bearer ${room.advertiser.token}`, 'content-type': 'application/json' }
  for (const collaboration of [room.collaboration, ...others]) {
    const url = `${server.url}/v1/collaborations/${collaboration}/check`
    const response = await fetch(url, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`${response.status}`)
    await response.arrayBuffer()
  }
}

async function measure(name: string, settings: Settings, folder: string, open: () => Promise<OpenWriter>) {
  const made = await fill(settings, folder)
  let isFirst = true
  for (const length of lengths) {
    const writer = await open()
    if (isFirst) await copyRuns(writer)
    await growLog(writer, made.room.collaboration, length)
    await writer.close()
    const server = await serveApart({ ...settings, folder })
    const idle = (await server.usage()).rss
    await measureLog(name, server, made, length)
    if (isFirst) await measureLists(name, server, made)
    isFirst = false
    await touchAll(server, made)
    const used = (await server.usage()).rss
    const mb = (bytes: number): number => rounded(bytes / 2 ** 20, 0)
    memory[`${name}, ${length} entries`] = { openedMs: rounded(server.openedMs, 0), idleMb: mb(idle), usedMb: mb(used) }
    await server.close()
  }
}

for (const database of chosenDatabases()) {
  const folder = newFolder()
  if (database === 'sqlite') await measure(database, {}, folder, async () => sqliteWriter(folder))
  else {
    const postgres = await startPostgres()
    const url = await postgres.newDatabase()
    await measure(database, { database: { url } }, folder, () => postgresWriter(url))
    await postgres.remove()
  }
  rmSync(folder, { recursive: true, force: true })
}

console.table(report)
console.table(memory)
console.log(JSON.stringify({ benchmark: 'scale', collaborations, runs, requests, lists: report, memory }))
const isFlat = chosenDatabases().every((database) =>
  ['log, newest page', 'log, page in the middle', 'entry with inclusion proof', 'consistency proof'].every((what) => {
    const at = (length: number | undefined): number => report[`${database}, ${length} entries, ${what}`]?.cpuMs ?? 0
    return at(lengths.at(-1)) < 2 * at(lengths[0]) + 1
  }),
)
process.exitCode = isFlat && Object.values(memory).every(({ openedMs }) => openedMs < 1000) ? 0 : 1
