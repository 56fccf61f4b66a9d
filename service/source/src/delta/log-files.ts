import { limits } from '../lake/limits.ts'
import type { Reading } from '../lake/read-whole.ts'
import { malformed, refuse, taken, unsupported } from '../lake/refused.ts'
import type { StoredFile } from '../port/storage.ts'

/** The files that make one version of a table, in the order in which they are read. */
export type LogSegment = {
  readonly version: bigint
  /** All parts of one checkpoint; empty: there is none. */
  readonly checkpoint: readonly StoredFile[]
  readonly commits: readonly StoredFile[]
}

/** The log of a table, by versions. */
export type Log = {
  readonly commits: ReadonlyMap<bigint, StoredFile>
  readonly checkpoints: ReadonlyMap<bigint, readonly StoredFile[]>
}

const folder = '_delta_log/'
const commitName = /^(\d{20})\.json$/
const checkpointName = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/
const namedCheckpoint = /^(\d{20})\.checkpoint\.[0-9a-fA-F-]{36}\.(?:json|parquet)$/

/** Lists the log. What a checkpoint is remembered by elsewhere is a hint, and not needed where all is listed. */
export async function listLog(reading: Reading): Promise<Log> {
  const files = taken(await reading.storage.list(folder, reading.control))
  const commits = new Map<bigint, StoredFile>()
  const parts = new Map<string, { version: bigint; of: number; files: Map<number, StoredFile> }>()
  for (const file of files) {
    const name = file.key.slice(folder.length)
    const commit = commitName.exec(name)
    if (commit !== null) commits.set(BigInt(commit[1] ?? ''), file)
    const [, version, part = '1', of = '1'] = checkpointName.exec(name) ?? namedCheckpoint.exec(name) ?? []
    if (version === undefined) continue
    const set = namedCheckpoint.test(name) ? name : `${version} ${of}`
    const whole = parts.get(set) ?? { version: BigInt(version), of: Number(of), files: new Map() }
    whole.files.set(Number(part), file)
    parts.set(set, whole)
  }
  if (commits.size > limits.metadataFiles) unsupported(`the log has more than ${limits.metadataFiles} commits`)
  const complete = [...parts.values()].filter(
    ({ of, files: own }) => own.size === of && [...own.keys()].every((part) => part >= 1 && part <= of),
  )
  return { commits, checkpoints: new Map(complete.map((own) => [own.version, [...own.files.values()]])) }
}

/** The files of a version; without one, of the newest. */
export function segmentOf({ commits, checkpoints }: Log, wanted?: bigint): LogSegment {
  const newest = [...commits.keys(), ...checkpoints.keys()].reduce(
    (most, version) => (version > most ? version : most),
    -1n,
  )
  if (newest < 0n) return refuse('not-found', 'there is no log of a Delta table in the folder `_delta_log`')
  const version = wanted ?? newest
  if (version > newest || version < 0n) return refuse('not-found', `the newest version of the table is ${newest}`)
  const from = [...checkpoints.keys()]
    .filter((own) => own <= version)
    .reduce((most, own) => (own > most ? own : most), -1n)
  const later: StoredFile[] = []
  for (let next = from + 1n; next <= version; next++) {
    const commit = commits.get(next)
    if (commit === undefined) return missing(next, version, wanted !== undefined)
    later.push(commit)
  }
  return { version, checkpoint: checkpoints.get(from) ?? [], commits: later }
}

function missing(next: bigint, version: bigint, isAsked: boolean): never {
  if (isAsked) return refuse('not-found', `version ${version} is no longer there: what it was made of was cleaned up`)
  return malformed(`commit ${next} is missing from the log, and there is no checkpoint after it`)
}
