import {
  getLogCheckpoint,
  getLogConsistency,
  getLogEntry,
  getLogExport,
  getReceipt,
  getReceiptOpening,
  listLog,
} from '@glovebox/api'
import type { Outcome } from '../../collaboration/outcome.ts'
import { exportLines } from '../../log/export/export-stream.ts'
import * as log from '../../log/member-log.ts'
import { readProvenReceipt, readReceiptOpening } from '../../log/member-receipt.ts'
import type { Principal } from '../../principal.ts'
import { answer, type Binding, bind, type Reply, refuse } from '../binding.ts'
import { replyOf } from '../reply-of.ts'

/** The audit log and the receipts of a collaboration over HTTP. `version` is of this software. */
export function logBindings(world: log.LogWorld, { version }: { readonly version: string }): readonly Binding[] {
  const seen = async <T>(
    { organisation }: Principal,
    collaboration: string,
    read: (seen: log.SeenLog) => Promise<Outcome<T>>,
  ): Promise<Reply<T>> => {
    const found = await log.seeLog(world, organisation, collaboration)
    return found.ok ? replyOf(await read(found.value)) : refuse(found.problem)
  }
  return [
    bind(listLog, ({ params, query, principal }) =>
      seen(principal, params.collaboration, (found) => log.listLog(found, query)),
    ),
    bind(getLogCheckpoint, async ({ params, principal }) => {
      const found = await log.seeLog(world, principal.organisation, params.collaboration)
      return found.ok ? answer(await log.readCheckpoint(world, found.value)) : refuse(found.problem)
    }),
    bind(getLogConsistency, ({ params, query: { from, to }, principal }) =>
      seen(principal, params.collaboration, (found) => log.readConsistency(found, from, to)),
    ),
    bind(getLogEntry, ({ params: { collaboration, sequence }, principal }) =>
      seen(principal, collaboration, (found) => log.readEntry(world, found, sequence)),
    ),
    bind(getLogExport, async ({ params: { collaboration }, query: { format = 'entries' }, principal }) => {
      const found = await log.seeLog(world, principal.organisation, collaboration)
      if (!found.ok) return refuse(found.problem)
      const lines = exportLines({ ...world, version }, found.value, format)
      return {
        kind: 'bytes',
        media: 'application/jsonl',
        body: ReadableStream.from(bytesOf(lines)),
        headers: { 'content-disposition': `attachment; filename="${collaboration}.${format}.jsonl"` },
      }
    }),
    bind(getReceipt, ({ params: { collaboration, receipt }, principal }) =>
      seen(principal, collaboration, (found) => readProvenReceipt(world, found, receipt)),
    ),
    bind(getReceiptOpening, ({ params: { collaboration, receipt }, principal }) =>
      seen(principal, collaboration, (found) => readReceiptOpening(found, receipt)),
    ),
  ]
}

const encoder = new TextEncoder()

async function* bytesOf(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield encoder.encode(`${line}\n`)
}
