import type { SourceControl, SourceFailure } from '@glovebox/source'
import type { GrantedTable } from '../access/granted.ts'
import type { TableVersion } from '../table/versions.ts'
import { readTimestamp } from './query-body.ts'
import { type Reply, refusal } from './reply.ts'
import type { ShareWorld } from './share-world.ts'

/** Which version is asked for. */
export type AskedVersion = { readonly version?: number; readonly timestamp?: string; readonly from?: string }

/** The version that is asked for and may be seen: the newest one where none is named. */
export async function pickVersion(
  granted: GrantedTable,
  { version, timestamp, from }: AskedVersion,
  { tables, onProblem }: ShareWorld,
  control: SourceControl,
): Promise<{ readonly version: TableVersion } | { readonly reply: Reply }> {
  const now = await tables.current(granted.table, control)
  if (!now.ok) return { reply: unreadable(granted, now.failure, onProblem) }
  const wrong = (message: string): { reply: Reply } => ({ reply: refusal(400, 'INVALID_PARAMETER_VALUE', message) })
  const all = tables
    .versions(granted.table)
    .filter((one) => granted.version === undefined || one.version === granted.version)
  const at = timestamp === undefined && from === undefined ? undefined : readTimestamp(timestamp ?? from ?? '')
  if ((timestamp !== undefined || from !== undefined) && at === undefined)
    return wrong('a timestamp is written like 2022-01-01T00:00:00Z')
  let found = granted.version === undefined ? now.value : all[0]
  if (version !== undefined) found = all.find((one) => one.version === version)
  else if (at !== undefined && timestamp !== undefined) found = all.findLast((one) => one.at <= at)
  else if (at !== undefined) found = all.find((one) => one.at >= at)
  return found === undefined ? wrong('the table has no such version, or not any more') : { version: found }
}

/** What a recipient is told where a table cannot be read; why is for the owner. */
export function unreadable(
  { table: { share, schema, table } }: GrantedTable,
  failure: SourceFailure,
  onProblem: (sentence: string) => void,
): Reply {
  if (failure.kind === 'changed')
    return refusal(410, 'RESOURCE_GONE', 'the files of this version changed since; ask for the table again')
  onProblem(`${share}.${schema}.${table} cannot be read: ${failure.reason}`)
  return refusal(500, 'INTERNAL_ERROR', 'the table cannot be read at the moment; its owner sees why')
}
