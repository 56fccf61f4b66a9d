import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogEntry, LogEvent, RunStatus } from '../entry.ts'
import type { ExportedLog } from './exported-log.ts'
import { type LineageEvent, lineageEvents } from './open-lineage.ts'

const log: ExportedLog = {
  origin: 'rooms.example/col_a',
  collaboration: { id: 'col_a', name: 'ad-measurement' },
  publicUrl: 'https://rooms.example',
  version: '0.2.0',
}
const tables = ['impressions', 'purchases']

function submitted(run: string, asked: Extract<LogEvent, { kind: 'submitted' }>['asked']): LogEvent {
  return { kind: 'submitted', run, member: 'advertiser', asked, tables, collaborationHash: 'c', rulesHash: 'r' }
}

function finished(run: string, status: RunStatus): LogEvent {
  const receipt = `rcpt_${run}`
  return { kind: 'finished', run, member: 'advertiser', tables, status, codes: [], receipt, receiptHash: 'h' }
}

async function exported(events: readonly LogEvent[]): Promise<readonly LineageEvent[]> {
  const entries = events.map(
    (event, index): LogEntry => ({ ...event, version: 1, sequence: index + 1, at: `2026-01-01T00:00:0${index}.000Z` }),
  )
  const found: LineageEvent[] = []
  for await (const event of lineageEvents(entries, log)) found.push(event)
  return found
}

const sql = { sql: 'SELECT 1' }

test('a run is one START and one event that ends it, of one run and one job', async () => {
  const [start, end, ...others] = await exported([
    { kind: 'refused', member: 'advertiser', asked: sql, reason: 'rule', codes: [] },
    submitted('run_a', sql),
    { kind: 'charged', run: 'run_a', member: 'advertiser', question: 'q', charges: [] },
    finished('run_a', 'ok'),
  ])
  assert.deepEqual(others, [])
  assert.deepEqual([start?.eventType, end?.eventType], ['START', 'COMPLETE'])
  assert.deepEqual([start?.eventTime, end?.eventTime], ['2026-01-01T00:00:01.000Z', '2026-01-01T00:00:03.000Z'])
  assert.deepEqual(start?.run, end?.run)
  assert.deepEqual(start?.job, end?.job)
  assert.equal(start?.job.facets?.sql.query, 'SELECT 1')
})

test('every event has what the specification requires', async () => {
  for (const event of await exported([submitted('run_a', sql), finished('run_a', 'failed')])) {
    assert.equal(event.schemaURL, 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent')
    assert.ok(URL.canParse(event.producer))
    assert.match(event.run.runId, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.ok(event.job.namespace.length > 0 && event.job.name.length > 0)
    assert.deepEqual(
      event.inputs.map(({ name }) => name),
      tables,
    )
  }
})

const ends: readonly [status: RunStatus, eventType: LineageEvent['eventType'], outputs: readonly string[]][] = [
  ['ok', 'COMPLETE', ['result/rcpt_run_a']],
  ['failed', 'FAIL', []],
  ['timed-out', 'FAIL', []],
  ['cancelled', 'ABORT', []],
]

for (const [status, eventType, outputs] of ends) {
  test(`a run that ended ${status} is ${eventType}`, async () => {
    const [, end] = await exported([submitted('run_a', sql), finished('run_a', status)])
    assert.equal(end?.eventType, eventType)
    assert.deepEqual(
      end?.outputs.map(({ name }) => name),
      outputs,
    )
  })
}

test('runs that overlap are told apart, and the same question is the same job', async () => {
  const template = { template: 'reach', parameters: { month: '1' } }
  const [a, b, endB, endA, c] = await exported([
    submitted('run_a', sql),
    submitted('run_b', template),
    finished('run_b', 'ok'),
    finished('run_a', 'ok'),
    submitted('run_c', sql),
  ])
  assert.deepEqual([endA?.run, endB?.run], [a?.run, b?.run])
  assert.deepEqual([endA?.job, endB?.job], [a?.job, b?.job])
  assert.equal(b?.job.name, 'template/reach')
  assert.equal(c?.job.name, a?.job.name)
  assert.notDeepEqual(c?.run, a?.run)
  assert.notDeepEqual(a?.run, b?.run)
})

test('a run that was submitted before the entries begin ends all the same', async () => {
  const [end] = await exported([finished('run_a', 'ok')])
  assert.deepEqual([end?.eventType, end?.job.name], ['COMPLETE', 'analysis'])
})
