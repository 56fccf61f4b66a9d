import { storedEntries } from '../../state/audit-log.ts'
import { exportLog } from '../../usecase/export-log.ts'
import { logOrigin } from '../checkpoint.ts'
import type { LogEntry } from '../entry.ts'
import type { LogWorld, SeenLog } from '../member-log.ts'
import { isVisibleTo } from '../visible-to.ts'
import type { ExportedLog } from './exported-log.ts'
import { ocsfEvent } from './ocsf.ts'
import { lineageEvents } from './open-lineage.ts'

/** What a log can be exported as. */
export type ExportFormat = 'entries' | 'ocsf' | 'open-lineage'

/** The log as one member sees it, in lines without their ends. */
export async function* exportLines(
  world: LogWorld & { readonly version: string },
  seen: SeenLog,
  format: ExportFormat,
): AsyncGenerator<string> {
  switch (format) {
    case 'entries':
      yield* exportLog(world, seen.state, seen.viewer)
      return
    case 'ocsf': {
      const about = await aboutLog(world, seen)
      for await (const entry of visibleEntries(seen)) yield JSON.stringify(ocsfEvent(entry, about))
      return
    }
    case 'open-lineage': {
      const events = lineageEvents(visibleEntries(seen), await aboutLog(world, seen))
      for await (const event of events) yield JSON.stringify(event)
    }
  }
}

async function* visibleEntries({ state, viewer }: SeenLog): AsyncGenerator<LogEntry> {
  for await (const { entry } of storedEntries(state)) {
    const read = JSON.parse(entry) as LogEntry
    if (isVisibleTo(read, viewer)) yield read
  }
}

async function aboutLog(
  { name, publicUrl, version, store }: LogWorld & { readonly version: string },
  { state: { collaboration } }: SeenLog,
): Promise<ExportedLog> {
  const row = await store.db
    .selectFrom('collaborations')
    .select('name')
    .where('id', '=', collaboration)
    .executeTakeFirst()
  const origin = logOrigin({ name }, collaboration)
  return { origin, collaboration: { id: collaboration, name: row?.name ?? collaboration }, publicUrl, version }
}
