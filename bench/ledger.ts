import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openRoom } from '../service/server/src/ledger/requests.fixture.ts'
import { type ReservationRequest, reserve } from '../service/server/src/ledger/reserve.ts'
import type { Scope, ScopeKind } from '../service/server/src/ledger/scope.ts'
import { appendEntry } from '../service/server/src/state/audit-log.ts'
import { inTransaction, type RoomState } from '../service/server/src/store/room-state.ts'
import { databasePath } from '../service/server/src/store/sqlite-file.ts'
import { numberArgument, quantile, rounded, timed } from './measure.ts'

// Reservations per second, each in three nested scopes and in the audit log, durable when they are acknowledged: one at
// a time (each waits for the disk alone), and by many callers at once, who share a wait for the disk. Beside them the
// disk by itself, and the same work in one transaction, which is the processor's share.
// Goal: 1,000 reservations per second with group commit. --reservations, --callers, --warm (earlier entries).

const reservations = numberArgument('reservations', 5000)
const callers = numberArgument('callers', 64)
const warm = numberArgument('warm', 1000)
const folder = mkdtempSync(join(tmpdir(), 'glovebox-ledger-bench-'))
const at = '2026-11-20T12:00:00.000Z'
const sql = 'SELECT campaign_id, COUNT(DISTINCT user_id) AS reach FROM impressions GROUP BY campaign_id'

function scope(kind: ScopeKind): Scope {
  const cap = { loss: 10n ** 18n, delta: 10n ** 17n }
  const member = kind === 'member' ? { member: 'advertiser' } : {}
  return { owner: 'publisher', kind, ...member, accounting: 'zcdp', cap, period: 'all', warnAt: [0.5, 0.8] }
}

const charges = [
  {
    scopes: [scope('data-set'), scope('collaboration'), scope('member')],
    cost: { loss: 10n ** 10n, delta: 10n ** 6n },
  },
]
let requests = 0
function nextRequest(): ReservationRequest {
  requests += 1
  const run = `run_${requests}`
  const event = { mechanism: 'discrete-gaussian', scale: '12.5', sensitivity: '1', groups: 4 }
  return { key: run, run, member: 'advertiser', question: `q${requests}`, query: sql, event, charges, at }
}

async function reserveOne(state: RoomState): Promise<void> {
  const answer = await reserve(state, nextRequest())
  if (answer.kind !== 'reserved') throw new Error('the budget of the benchmark is exhausted')
}

type Figures = { readonly perSecond: number; readonly medianMs: number; readonly p99Ms: number }

async function figures(work: () => Promise<readonly number[]>): Promise<Figures> {
  const { value, seconds } = await timed(work)
  const ms = (share: number): number => rounded(quantile(value, share) * 1000, 3)
  return { perSecond: rounded(value.length / seconds, 0), medianMs: ms(0.5), p99Ms: ms(0.99) }
}

/** So many calls, one after the other. */
async function inTurn(times: number, call: () => void | Promise<void>): Promise<readonly number[]> {
  const sample: number[] = []
  for (let i = 0; i < times; i++) sample.push((await timed(async () => call())).seconds)
  return sample
}

const state = await openRoom(folder)
await inTransaction(state, async (tx) => {
  for (let i = 0; i < warm; i++) await reserveOne(tx)
})
const refused = { kind: 'refused', member: 'advertiser', asked: { sql }, reason: 'rule', codes: [] } as const

/** What the disk can do: a transaction of one row in a file beside the room's. */
async function diskAlone(synchronous: 'FULL' | 'OFF'): Promise<Figures> {
  const disk = new DatabaseSync(`${databasePath(folder)}.${synchronous}`)
  disk.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; CREATE TABLE tick (n INTEGER) STRICT`)
  const sample = await figures(() => inTurn(reservations, () => disk.exec('INSERT INTO tick VALUES (1)')))
  disk.close()
  return sample
}

const report: Readonly<Record<string, Figures>> = {
  'one row, fsync each': await diskAlone('FULL'),
  'one row, no fsync': await diskAlone('OFF'),
  'log entry, fsync each': await figures(() =>
    inTurn(reservations, async () => void (await inTransaction(state, (tx) => appendEntry(tx, refused, at)))),
  ),
  'reservation, fsync each': await figures(() => inTurn(reservations, () => reserveOne(state))),
  'reservation, group commit': await figures(async () => {
    const each = Array.from({ length: callers }, () =>
      inTurn(Math.ceil(reservations / callers), () => reserveOne(state)),
    )
    return (await Promise.all(each)).flat()
  }),
  'reservation, one transaction': await figures(() =>
    inTransaction(state, (tx) => inTurn(reservations, () => reserveOne(tx))),
  ),
}
await state.store.close()
rmSync(folder, { recursive: true, force: true })

console.table(report)
console.log(JSON.stringify({ benchmark: 'ledger', reservations, callers, warm, ...report }))
process.exitCode = (report['reservation, group commit']?.perSecond ?? 0) >= 1000 ? 0 : 1
