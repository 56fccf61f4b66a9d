import type { PreviewQuestion, SchemaQuestion, SourcePreview, SourceQuestion, SourceReport } from '@glovebox/api'
import type { Outcome } from '../collaboration/outcome.ts'
import type { Engine } from '../port/engine.ts'
import type { ServerWorld } from '../server-world.ts'
import { openSlots, type Slots } from '../store/slots.ts'
import type { Look } from './look.ts'
import { describeSource, previewSource as preview, testSource as test } from './look-at-source.ts'
import type { OwnSources } from './own-sources.ts'

/** What looking at sources stands on. */
export type ConnectionWorld = ServerWorld & { readonly sources: OwnSources; readonly engine: () => Promise<Engine> }

/** Looking may keep connections, files and engines open: however many ask, so many look. */
const slots = openSlots(4)
const slotsOf = new Map<string, Slots>()

/** One of an organisation's at a time: a source that answers nothing holds up nobody else's. */
function inTurn<T>(organisation: string, look: () => Promise<T>): Promise<T> {
  const own = slotsOf.get(organisation) ?? openSlots(1)
  slotsOf.set(organisation, own)
  return own.take(() => slots.take(look))
}

/** Looks whether a source of one's own can be read, and what it states of itself; no row is shown. */
export function testSource(
  world: ConnectionWorld,
  organisation: string,
  question: SourceQuestion,
  signal: AbortSignal,
): Promise<Outcome<SourceReport>> {
  return inTurn(organisation, () => test(lookOf(world, organisation), question, { signal }))
}

/** The columns of a source of one's own, and what becomes of those that are declared otherwise. */
export function readSourceSchema(
  world: ConnectionWorld,
  organisation: string,
  question: SchemaQuestion,
  signal: AbortSignal,
): Promise<Outcome<SourceReport>> {
  return inTurn(organisation, () => describeSource(lookOf(world, organisation), question, { signal }))
}

/** The first rows of a source of one's own. */
export function previewSource(
  world: ConnectionWorld,
  organisation: string,
  question: PreviewQuestion,
  signal: AbortSignal,
): Promise<Outcome<SourcePreview>> {
  return inTurn(organisation, () => preview(lookOf(world, organisation), question, { signal }))
}

function lookOf({ sources, engine, clock }: ConnectionWorld, organisation: string): Look {
  return { open: (source) => sources.open(organisation, source), engine, fetchFolder: sources.fetchFolder, clock }
}
