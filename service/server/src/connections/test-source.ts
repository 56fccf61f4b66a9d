import type { SourceQuestion, SourceReport } from '@glovebox/api'
import { readCollaboration, type Source, writeDocument } from '@glovebox/cleanroom'
import type { PinnedTable, SourceFailure } from '@glovebox/source'
import { typeName } from '@glovebox/sql'
import { done, type Outcome } from '../collaboration/outcome.ts'
import { refusalOf } from '../collaboration/refusal-of.ts'
import type { ServerWorld } from '../server-world.ts'
import { openSlots } from '../store/slots.ts'
import type { OwnSources } from './own-sources.ts'

/** What looking at sources stands on. */
export type ConnectionWorld = ServerWorld & { readonly sources: OwnSources }

/** Looking may keep connections and files open: however many ask, so many look. */
const slots = openSlots(4)
const lookMs = 60_000

/** Looks whether a source of one's own can be read, and what it states of itself; no row is shown. */
export async function testSource(
  world: ConnectionWorld,
  organisation: string,
  { source: given }: SourceQuestion,
  signal?: AbortSignal,
): Promise<Outcome<SourceReport>> {
  const read = readSource(given)
  if (!read.ok) return read
  const limit = AbortSignal.timeout(lookMs)
  const control = { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) }
  const begun = world.clock().getTime()
  const took = (): { readonly tookMs: number } => ({ tookMs: Math.max(0, world.clock().getTime() - begun) })
  return slots.take(async () => {
    const opened = await world.sources.open(organisation, read.value)
    const pinned = opened.ok ? await opened.value.pin(control) : opened
    if (!pinned.ok) return done<SourceReport>({ ...failureOf(pinned.failure), ...took() })
    try {
      return done<SourceReport>({ ...reportOf(pinned.value), ...took() })
    } finally {
      await pinned.value.close()
    }
  })
}

/** Reads a source as the collaboration file says it. */
function readSource(given: unknown): Outcome<Source> {
  const document = { version: 1, collaboration: 'source', members: [{ name: 'you' }] } as const
  const table = { name: 'source', owner: 'you', source: given as Readonly<Record<string, never>>, public: true }
  const text = writeDocument({ ...document, tables: [table] })
  const { collaboration, diagnostics } = readCollaboration(text)
  const source = collaboration?.tables[0]?.source
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  return source === undefined || errors.length > 0 ? refusalOf('SOURCE_REFUSED', errors, text) : done(source)
}

function failureOf({ kind, reason }: SourceFailure): Omit<SourceReport, 'tookMs'> {
  return { status: 'failed', failure: { kind, reason } }
}

function reportOf({ columns, size, advice = [] }: PinnedTable): Omit<SourceReport, 'tookMs'> {
  const { files, bytes, rows } = size
  return {
    status: 'ok',
    files,
    ...(bytes === undefined ? {} : { bytes }),
    ...(rows === undefined ? {} : { rows: Math.round(rows) }),
    ...(columns === undefined
      ? {}
      : {
          columns: columns.map(({ name, sourceType, type }) => ({
            ...{ name, sourceType },
            ...(type === undefined ? {} : { type: typeName(type) }),
          })),
        }),
    ...(advice.length === 0 ? {} : { advice }),
  }
}
