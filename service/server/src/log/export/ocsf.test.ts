import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogEntry, LogEvent } from '../entry.ts'
import { governedActions } from '../governance.ts'
import type { ExportedLog } from './exported-log.ts'
import { type OcsfEvent, ocsfEvent } from './ocsf.ts'

const log: ExportedLog = {
  origin: 'rooms.example/col_a',
  collaboration: { id: 'col_a', name: 'ad-measurement' },
  publicUrl: 'https://rooms.example',
  version: '0.2.0',
}
const asked = { sql: 'SELECT COUNT(*) FROM impressions' }
const charges = [{ owner: 'publisher', accounting: 'zcdp', loss: '1', delta: '0' }] as const
const run = { run: 'run_a', member: 'advertiser', tables: ['impressions'] }
const end = { codes: [], receipt: 'rcpt_a', receiptHash: 'h' }

function eventOf(event: LogEvent): OcsfEvent {
  const entry: LogEntry = { ...event, version: 1, sequence: 7, at: '2026-01-02T03:04:05.678Z', nonce: 'n' }
  return ocsfEvent(entry, log)
}

const events: readonly [event: LogEvent, typeUid: number, statusId: number][] = [
  [{ ...run, kind: 'submitted', asked, user: 'ann@a.example', collaborationHash: 'c', rulesHash: 'r' }, 600504, 99],
  [{ ...run, kind: 'finished', status: 'ok', ...end }, 600504, 1],
  [{ ...run, kind: 'finished', status: 'failed', ...end }, 600504, 2],
  [{ kind: 'refused', member: 'advertiser', asked, reason: 'rule', codes: ['RULE_JOIN_COLUMN'] }, 600504, 2],
  [{ kind: 'pinned', member: 'publisher', table: 't', columns: [] }, 600303, 1],
  [{ kind: 'charged', run: 'run_a', member: 'advertiser', question: 'q', charges }, 600301, 1],
  [{ kind: 'charge-released', run: 'run_a', member: 'advertiser', charges }, 600304, 1],
  [{ kind: 'budget-changed', member: 'publisher', policy: null }, 600303, 1],
  [{ kind: 'period-opened', member: 'publisher', owner: 'publisher', period: 2, reason: 'July' }, 600301, 1],
  [{ kind: 'governed', member: 'publisher', action: 'table-associated', subject: 'impressions' }, 600301, 1],
  [{ kind: 'governed', member: 'publisher', action: 'table-paused', subject: 'impressions' }, 600303, 1],
  [{ kind: 'governed', member: 'publisher', action: 'member-left' }, 600304, 1],
  [{ kind: 'governed', member: 'publisher', action: 'result-read', subject: 'run_a' }, 600302, 1],
  [{ kind: 'governed', member: 'publisher', action: 'intermediate-deleted', subject: 't' }, 600304, 1],
]

for (const [event, typeUid, statusId] of events) {
  test(`an entry of kind ${event.kind} has the required fields of its class, and type ${typeUid}`, () => {
    const found = eventOf(event)
    assert.equal(found.type_uid, typeUid)
    assert.equal(found.type_uid, found.class_uid * 100 + found.activity_id)
    assert.equal(found.category_uid, 6)
    assert.equal(found.status_id, statusId)
    assert.equal(found.time, Date.UTC(2026, 0, 2, 3, 4, 5, 678))
    assert.ok([1, 2].includes(found.severity_id))
    assert.match(found.metadata.version, /^\d+\.\d+\.\d+$/)
    assert.equal(found.metadata.product.name, 'Glovebox')
    assert.equal(found.metadata.uid, 'rooms.example/col_a#7')
    assert.equal(found.actor.user.org.name, event.member)
    assert.equal(found.src_endpoint.name, event.member)
    if (found.class_uid === 6003) assert.ok((found.api?.operation ?? '').length > 0)
    else assert.deepEqual(found.database, { name: 'ad-measurement', uid: 'col_a', type_id: 1 })
    assert.doesNotMatch(JSON.stringify(found), /undefined|nonce/)
  })
}

test('a query says what was asked, by which user of which member, and ties its run together', () => {
  const found = eventOf({
    ...run,
    kind: 'submitted',
    asked: { template: 'reach', parameters: { month: '2026-01' } },
    user: 'ann@a.example',
    collaborationHash: 'c',
    rulesHash: 'r',
  })
  assert.deepEqual(found.query_info, { query_string: 'template reach month=2026-01', uid: 'run_a' })
  assert.deepEqual(found.actor, { user: { name: 'ann@a.example', org: { name: 'advertiser' } } })
  assert.equal(found.metadata.correlation_uid, 'run_a')
  assert.deepEqual(found.table, { name: 'impressions' })
})

test('a run that touched several tables names the first, and all of them beside it', () => {
  const found = eventOf({ ...run, tables: ['a', 'b'], kind: 'finished', status: 'ok', ...end })
  assert.deepEqual(found.table, { name: 'a' })
  assert.deepEqual(found.unmapped, { tables: ['a', 'b'], codes: [], receipt: 'rcpt_a' })
})

test('every decision has an event', () => {
  for (const action of governedActions) {
    const found = eventOf({ kind: 'governed', member: 'publisher', action })
    assert.equal(found.api?.operation, action)
    assert.ok([1, 2, 3, 4].includes(found.activity_id))
  }
})
