import type { TableAssociation } from '@glovebox/cleanroom'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { TableSource } from '@glovebox/source'
import { findFiles } from './find-files.ts'
import { localFiles } from './local-files.ts'

/** The files of a table's source, relative to a folder; a refusal where there are none. */
export function openLocalSource(folder: string, { source, name, owner }: TableAssociation): Result<TableSource> {
  const files = source.kind === 'file' ? findFiles(folder, source.path) : []
  if (source.kind === 'file' && files.length > 0)
    return accepted(localFiles({ format: source.format, files: files.map((path) => ({ path })) }))
  return refused([diagnostic('SOURCE_NOT_FOUND', { path: source.path }, source.at, { table: name, owner })])
}
