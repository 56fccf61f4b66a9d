import { globSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Client } from '@glovebox/api'
import type { CollaborationDocument } from '@glovebox/cleanroom'
import { uploadFile } from '../../../remote/upload-file.ts'
import { UsageError } from '../../../usage-error.ts'

/** Uploads the files that an owner's tables name, under the names that the collaboration file gives them. */
export async function uploadSources(
  client: Client,
  what: {
    readonly file: string
    readonly document: CollaborationDocument
    readonly owner: string
    readonly say: (line: string) => Promise<void>
  },
): Promise<void> {
  const folder = dirname(what.file)
  const own = (what.document.tables ?? []).filter(({ owner }) => owner === what.owner)
  const paths = [
    ...new Set(own.flatMap(({ source }) => (source.file === undefined ? [] : sourceFiles(folder, source.file)))),
  ]
  for (const path of paths) {
    const view = await uploadFile(client, join(folder, path), path)
    await what.say(`uploaded ${view.path}: ${view.bytes} bytes`)
  }
}

/** The files of a source, as the server is to call them. */
export function sourceFiles(folder: string, source: string): readonly string[] {
  const isElsewhere = /^([/\\~]|[a-z]:)/i.test(source) || source.split(/[/\\]/).includes('..')
  if (isElsewhere)
    throw new UsageError(
      `${source} lies outside the folder of the collaboration file: upload it with glovebox file put`,
    )
  if (!/[*?[]/.test(source)) return [source]
  const found = globSync(source, { cwd: folder }).map((path) => relative('', path).split(sep).join('/'))
  if (found.length === 0) throw new UsageError(`there is no file ${source}`)
  return found.toSorted()
}
