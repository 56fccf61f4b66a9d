import type { Source } from '@glovebox/cleanroom'
import { diagnostic } from '@glovebox/diagnostics'
import { describeTimeoutMs } from '../../limits.ts'
import type { FoundColumn } from '../../state/pins.ts'
import { openSlots } from '../../store/slots.ts'
import type { ContributionWorld } from '../contribution-world.ts'
import { findOwnSource } from '../file/find-own-source.ts'
import { done, type Outcome } from '../outcome.ts'
import { refusalOf } from '../refusal-of.ts'

/** Each is a process of its own: however many ask, so many are there. */
const slots = openSlots(2)

/** The columns and types in a source of an organisation. Why it cannot be read is not said: the words may quote rows. */
export async function describeSource(
  world: ContributionWorld,
  organisation: string,
  source: Source,
): Promise<Outcome<readonly FoundColumn[]>> {
  const files = findOwnSource(world, organisation, source)
  if (!files.ok) return refusalOf('SOURCE_NOT_FOUND', files.diagnostics, '')
  const engine = await world.engine()
  const found = await slots.take(() => engine.describe(files.value, { signal: AbortSignal.timeout(describeTimeoutMs) }))
  if (found.status === 'ok') return done(found.columns)
  const unreadable = diagnostic('SOURCE_UNREADABLE', { path: source.path, format: files.value.format })
  return refusalOf('SOURCE_UNREADABLE', [unreadable], '')
}
