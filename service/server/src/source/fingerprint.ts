import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { fileStateOf } from '@glovebox/source'

/** What tells that a file was touched, without reading it. */
export type FileState = { readonly path: string; readonly state: string }

/** The states of files; throws where one cannot be looked at. */
export async function fileStates(paths: readonly string[]): Promise<readonly FileState[]> {
  return Promise.all(paths.map(async (path) => ({ path, state: await stateOf(path) })))
}

/** The first file that is not as it was. */
export async function changedFile(before: readonly FileState[]): Promise<string | undefined> {
  const changed = await Promise.all(
    before.map(async ({ path, state }) => (await stateOf(path).catch(() => undefined)) !== state),
  )
  return before[changed.indexOf(true)]?.path
}

// Handing so small a question to another thread costs more than the answer.
async function stateOf(path: string): Promise<string> {
  return fileStateOf(statSync(path, { bigint: true }))
}

/** The SHA-256 of a file's bytes, in hex. Of private data: a hash lets whoever guesses the bytes confirm them. */
export async function contentHash(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
