import type { Source } from '@glovebox/cleanroom'
import { diagnostic } from '@glovebox/diagnostics'
import type { PinnedTable, SourceControl, SourceFailure } from '@glovebox/source'
import { describeTimeoutMs, engineLimits } from '../../limits.ts'
import type { FoundColumn } from '../../state/pins.ts'
import { openSlots } from '../../store/slots.ts'
import { diskShare, fetchWithin } from '../../usecase/fetch-within.ts'
import { statedColumns } from '../../usecase/stated-columns.ts'
import type { ContributionWorld } from '../contribution-world.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { refusalOf } from '../refusal-of.ts'

/** Each is a process of its own: however many ask, so many are there. */
const slots = openSlots(2)

/**
 * The columns and types in a source of an organisation, as it states them or as its rows tell. Why the engine cannot
 * read it is not said: its words may quote rows.
 */
export async function describeSource(
  world: ContributionWorld,
  organisation: string,
  source: Source,
): Promise<Outcome<readonly FoundColumn[]>> {
  const control = { signal: AbortSignal.timeout(describeTimeoutMs) }
  const opened = await world.sources.open(organisation, source)
  const pinned = opened.ok ? await opened.value.pin(control) : opened
  if (!pinned.ok) return notRead(source, pinned.failure)
  try {
    const stated = statedColumns(pinned.value)
    return stated === undefined ? await slots.take(() => byRows(world, source, pinned.value, control)) : done(stated)
  } finally {
    await pinned.value.close()
  }
}

async function byRows(
  world: ContributionWorld,
  source: Source,
  pinned: PinnedTable,
  control: SourceControl,
): Promise<Outcome<readonly FoundColumn[]>> {
  const folder = await world.sources.fetchFolder()
  try {
    const fetched = await fetchWithin(
      diskShare(engineLimits().temporaryMb * 2 ** 20),
      pinned,
      { folder: folder.path },
      control,
    )
    if (!fetched.ok) return notRead(source, fetched.failure)
    const engine = await world.engine()
    const found = await engine.describe(fetched.value, control)
    if (found.status === 'ok') return done(found.columns)
    const unreadable = diagnostic('SOURCE_UNREADABLE', { path: source.path, format: fetched.value.format })
    return refusalOf('SOURCE_UNREADABLE', [unreadable], '')
  } finally {
    await folder.wipe()
  }
}

/** Of files the reader of the collaboration file says it already; of other places the place does. */
function notRead(source: Source, { kind, reason }: SourceFailure): Outcome<never> {
  if (source.kind === 'file' && kind === 'not-found')
    return refusalOf('SOURCE_NOT_FOUND', [diagnostic('SOURCE_NOT_FOUND', { path: source.path }, source.at)], '')
  return refused('REFUSED', {
    reason: kind === 'not-found' ? 'SOURCE_NOT_FOUND' : 'SOURCE_UNREADABLE',
    detail: reason,
  })
}
