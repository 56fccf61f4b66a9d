import type { Reading } from '../lake/read-whole.ts'
import { refuse, unsupported } from '../lake/refused.ts'
import { maybe, members, whole } from '../lake/shape.ts'
import type { Log } from './log-files.ts'
import { readCommit } from './replay.ts'

/**
 * The version that was the newest at a time, in milliseconds. Only times that commits hold themselves count: those of
 * files change when a table is copied.
 */
export async function versionAt(reading: Reading, { commits }: Log, time: number): Promise<bigint> {
  const versions = [...commits].sort(([a], [b]) => (a < b ? 1 : -1))
  for (const [version, commit] of versions) {
    const [first] = await readCommit(reading, commit)
    const info = maybe(first?.get('commitInfo'), 'what is said of a commit', members)
    const at = maybe(info?.get('inCommitTimestamp'), '`inCommitTimestamp`', whole)
    if (at === undefined)
      return unsupported(
        'commits of the table do not hold their times (`delta.enableInCommitTimestamps`); name a version',
      )
    if (at <= time) return version
  }
  return refuse('not-found', 'the table has no version of that time or before')
}
