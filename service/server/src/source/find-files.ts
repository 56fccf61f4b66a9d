import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

/** The files of a path or glob, absolute and in a stable order; none where nothing matches. */
export function findFiles(folder: string, path: string): readonly string[] {
  const literal = resolve(folder, path)
  if (isFile(literal)) return [literal]
  return globSync(path, { cwd: folder })
    .map((file) => resolve(folder, file))
    .filter(isFile)
    .sort()
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
