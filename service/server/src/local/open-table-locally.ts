import type { TableAssociation } from '@glovebox/cleanroom'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { TableSource } from '@glovebox/source'
import { openLocalSource } from '../source/open-local-source.ts'
import type { LocalSources } from './local-sources.ts'

/** Opens a table of a collaboration file where it lives; whoever runs it is told why it is not there. */
export async function openTableLocally(
  sources: LocalSources,
  folder: string,
  table: TableAssociation,
): Promise<Result<TableSource>> {
  const { name, owner, source } = table
  if (source.kind === 'file') return openLocalSource(folder, table)
  const opened = await sources.open(source, owner)
  if (opened.ok) return accepted(opened.value)
  const { reason } = opened.failure
  return refused([diagnostic('SOURCE_FAILED', { path: source.path, reason }, source.at, { table: name, owner })])
}
