import { readFile } from 'node:fs/promises'
import { diagnostic } from '@glovebox/diagnostics'
import { documentReader, type ReadDocument } from '../usecase/read-document.ts'

/** The collaboration file at a path as it is whenever it is asked for. */
export function localDocument(path: string): () => Promise<ReadDocument> {
  const read = documentReader()
  return async () => {
    try {
      return read(await readFile(path, 'utf8'))
    } catch (error) {
      const reason = isMissing(error) ? 'there is no such file' : 'this account may not read it'
      return { text: '', diagnostics: [diagnostic('FILE_UNREADABLE', { path, reason })] }
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
