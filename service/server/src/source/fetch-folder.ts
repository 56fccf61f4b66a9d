import { bytesIn, makePrivateFolder, prepareRoot, wipeFolder } from '../engine/duckdb/run-folder.ts'

/** A folder for what sources bring, private to one run. */
export type FetchFolder = {
  readonly path: string
  /** What lies in it, on disk. */
  readonly bytes: () => Promise<number>
  readonly wipe: () => Promise<void>
}

/** Makes one where runs have their folders: what a dead server left of it goes with theirs. */
export async function makeFetchFolder(root: string): Promise<FetchFolder> {
  const unsafe = await prepareRoot(root)
  if (unsafe !== undefined) throw new Error(unsafe)
  const path = await makePrivateFolder(root)
  return { path, bytes: () => bytesIn(path), wipe: () => wipeFolder(path) }
}
