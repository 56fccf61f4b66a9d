import { makePrivateFolder, prepareRoot, wipeFolder } from '../engine/duckdb/run-folder.ts'

/** A folder for what sources bring, private to one run. */
export type FetchFolder = {
  readonly path: string
  readonly wipe: () => Promise<void>
}

/** Makes one where runs have their folders: what a dead server left of it goes with theirs. */
export async function makeFetchFolder(root: string): Promise<FetchFolder> {
  const unsafe = await prepareRoot(root)
  if (unsafe !== undefined) throw new Error(unsafe)
  const path = await makePrivateFolder(root)
  return { path, wipe: () => wipeFolder(path) }
}
