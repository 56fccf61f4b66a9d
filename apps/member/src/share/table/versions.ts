import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredFile } from '@glovebox/source'
import { readTextFile, writePrivateFile } from '../config/private-file.ts'

/** A state of a table's files under a number that only grows. */
export type TableVersion = {
  readonly version: number
  /** Milliseconds since 1970, when it was first seen. */
  readonly at: number
  readonly digest: string
  readonly files: readonly StoredFile[]
}

/** The states of tables that were seen. */
export type Versions = {
  /** The version that files are; a new one where they are as they never were last. */
  readonly of: (id: string, files: readonly StoredFile[], now: number) => TableVersion
  readonly all: (id: string) => readonly TableVersion[]
}

const mostKept = 100

/** Keeps what was seen in a folder, so that numbers grow over restarts. */
export function openVersions(folder: string): Versions {
  const known = new Map<string, readonly TableVersion[]>()
  const pathOf = (id: string): string => join(folder, `${id}.json`)
  const all = (id: string): readonly TableVersion[] => {
    const versions = known.get(id) ?? (JSON.parse(readTextFile(pathOf(id)) ?? '[]') as readonly TableVersion[])
    known.set(id, versions)
    return versions
  }
  return {
    all,
    of: (id, files, now) => {
      const versions = all(id)
      const digest = createHash('sha256')
        .update(JSON.stringify(files.map(({ key, version }) => [key, version])))
        .digest('hex')
      const last = versions.at(-1)
      if (last?.digest === digest) return last
      const next = { version: (last?.version ?? -1) + 1, at: Math.max(now, (last?.at ?? 0) + 1), digest, files }
      const kept = [...versions, next].slice(-mostKept)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writePrivateFile(pathOf(id), JSON.stringify(kept))
      known.set(id, kept)
      return next
    },
  }
}
