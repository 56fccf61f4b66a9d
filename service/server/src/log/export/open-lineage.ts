import { createHash } from 'node:crypto'
import type { Asked, LogEntry, RunStatus } from '../entry.ts'
import { queryText } from '../query-text.ts'
import { taggedHash } from '../tagged-hash.ts'
import type { ExportedLog } from './exported-log.ts'

// Analyses as OpenLineage run events: one when a run is submitted, one when it ends.

const schemaUrl = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'
const sqlFacetUrl = 'https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet'

/** An event for a lineage catalogue. */
export type LineageEvent = {
  readonly eventType: 'START' | 'COMPLETE' | 'ABORT' | 'FAIL'
  readonly eventTime: string
  readonly producer: string
  readonly schemaURL: string
  readonly run: { readonly runId: string }
  readonly job: {
    readonly namespace: string
    readonly name: string
    readonly facets?: {
      readonly sql: { readonly _producer: string; readonly _schemaURL: string; readonly query: string }
    }
  }
  readonly inputs: readonly LineageDataset[]
  readonly outputs: readonly LineageDataset[]
}

type LineageDataset = { readonly namespace: string; readonly name: string }

/**
 * The events of the runs in a log, in its order: START and one that ends it. Whoever exports decides which entries the
 * receiver may see. A run that was submitted before the entries begin has no START here.
 */
export async function* lineageEvents(
  entries: Iterable<LogEntry> | AsyncIterable<LogEntry>,
  log: ExportedLog,
): AsyncGenerator<LineageEvent> {
  const jobs = new Map<string, LineageEvent['job']>()
  for await (const entry of entries) {
    if (entry.kind === 'submitted') {
      const job = jobOf(entry.asked, log)
      jobs.set(entry.run, job)
      yield { ...eventOf(entry, log), eventType: 'START', job, outputs: [] }
    }
    if (entry.kind === 'finished') {
      const job = jobs.get(entry.run) ?? { namespace: namespaceOf(log), name: 'analysis' }
      jobs.delete(entry.run)
      const outputs = entry.status === 'ok' ? [{ namespace: namespaceOf(log), name: `result/${entry.receipt}` }] : []
      yield { ...eventOf(entry, log), eventType: ends[entry.status], job, outputs }
    }
  }
}

const ends: Readonly<Record<RunStatus, LineageEvent['eventType']>> = {
  ok: 'COMPLETE',
  failed: 'FAIL',
  'timed-out': 'FAIL',
  cancelled: 'ABORT',
}

function eventOf(
  { run, at, tables }: { readonly run: string; readonly at: string; readonly tables: readonly string[] },
  log: ExportedLog,
): Omit<LineageEvent, 'eventType' | 'job' | 'outputs'> {
  return {
    eventTime: at,
    producer: log.publicUrl,
    schemaURL: schemaUrl,
    run: { runId: uuidOf(`${log.origin}/${run}`) },
    inputs: tables.map((name) => ({ namespace: namespaceOf(log), name })),
  }
}

/** A template is one job however often it runs; a question in SQL is one for each text. */
function jobOf(asked: Asked, log: ExportedLog): LineageEvent['job'] {
  const namespace = namespaceOf(log)
  if ('template' in asked) return { namespace, name: `template/${asked.template}` }
  const hash = asked.sqlHash ?? taggedHash('query', asked.sql)
  const sql = { _producer: log.publicUrl, _schemaURL: sqlFacetUrl, query: queryText(asked) }
  return { namespace, name: `sql/${hash.slice(0, 16)}`, facets: { sql } }
}

function namespaceOf({ origin }: ExportedLog): string {
  return `glovebox://${origin}`
}

const urlNamespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex')

/** A UUID that is the same for the same name (RFC 9562 §5.5, version 5). */
function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(urlNamespace).update(`glovebox://${name}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
