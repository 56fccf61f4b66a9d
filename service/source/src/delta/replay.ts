import { limits } from '../lake/limits.ts'
import { isAbsolute, keyOf, safeKey, type TableLocation } from '../lake/location.ts'
import { readParquet } from '../lake/read-parquet.ts'
import { type Reading, readText, readWhole } from '../lake/read-whole.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import { count, list, type Members, maybe, members, readJson, text } from '../lake/shape.ts'
import type { StoredFile } from '../port/storage.ts'
import { type DeletionVector, readDescriptor } from './deletion-vector.ts'
import type { LogSegment } from './log-files.ts'
import { decoded, logPathKey } from './log-path.ts'
import { type Protocol, readProtocol } from './protocol.ts'

/** A data file of a version. */
export type AddedFile = {
  readonly key: string
  readonly bytes: number
  readonly partitionValues: Members
  readonly stats: string | undefined
  readonly vector: DeletionVector | undefined
}

/** What a log adds up to. */
export type DeltaState = {
  readonly protocol: Protocol
  readonly id: string
  readonly schema: string
  readonly partitionColumns: readonly string[]
  readonly configuration: Members
  readonly files: readonly AddedFile[]
}

type Replay = {
  readonly location: TableLocation
  protocol: Protocol | undefined
  metadata: Members | undefined
  readonly files: Map<string, AddedFile>
}

const checkpointColumns = ['protocol', 'metaData', 'add', 'sidecar']
const actionsOfFile = ['add', 'remove'] as const

/** Reads the files of a version, one after another, and adds them up. */
export async function replay(reading: Reading, location: TableLocation, segment: LogSegment): Promise<DeltaState> {
  const state: Replay = { location, protocol: undefined, metadata: undefined, files: new Map() }
  for (const part of segment.checkpoint) await applyCheckpoint(state, reading, part.key, part.bytes)
  for (const commit of segment.commits) await applyCommit(state, reading, commit)
  const { protocol, metadata, files } = state
  if (protocol === undefined || metadata === undefined) return malformed('the log has no protocol or no metadata')
  const keys = new Set([...files.values()].map(({ key }) => key))
  if (keys.size < files.size) return malformed('a data file is in the table twice')
  if (!protocol.features.has('deletionVectors') && [...files.values()].some(({ vector }) => vector !== undefined))
    return malformed('the table has deletion vectors, and its protocol does not say so')
  return {
    protocol,
    id: maybe(metadata.get('id'), 'the id of the table', text) ?? '',
    schema: text(metadata.get('schemaString'), 'the schema'),
    partitionColumns: list(metadata.get('partitionColumns') ?? [], 'the partition columns').map((name) =>
      text(name, 'a partition column'),
    ),
    configuration: maybe(metadata.get('configuration'), 'the configuration', members) ?? new Map(),
    files: [...files.values()],
  }
}

/** The actions of a commit: a line of JSON each. */
export async function readCommit(reading: Reading, { key }: Pick<StoredFile, 'key'>): Promise<readonly Members[]> {
  const lines = (await readText(reading, key)).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => members(readJson(line, 'a line of the log'), 'a line of the log'))
}

async function applyCommit(state: Replay, reading: Reading, commit: StoredFile): Promise<void> {
  const actions = await readCommit(reading, commit)
  // The actions of one commit have no order: what it removes was there before it.
  for (const kind of [...actionsOfFile].reverse()) for (const action of actions) apply(state, action, [kind])
  for (const action of actions) apply(state, action, ['protocol', 'metaData'])
}

async function applyCheckpoint(state: Replay, reading: Reading, key: string, bytes?: number): Promise<void> {
  const actions = key.endsWith('.json')
    ? await readCommit(reading, { key })
    : await checkpointActions(reading, key, bytes)
  for (const action of actions) {
    apply(state, action, ['protocol', 'metaData', 'add'])
    const sidecar = maybe(action.get('sidecar'), 'a sidecar', members)
    if (sidecar === undefined) continue
    if (key.startsWith(sidecarFolder)) return malformed('a sidecar has sidecars')
    const own = sidecarKey(text(sidecar.get('path'), 'the path of a sidecar'), state.location)
    await applyCheckpoint(state, reading, own, count(sidecar.get('sizeInBytes'), 'the size of a sidecar'))
  }
}

const sidecarFolder = '_delta_log/_sidecars/'

function sidecarKey(path: string, location: TableLocation): string {
  if (!isAbsolute(path)) return safeKey(`${sidecarFolder}${decoded(path)}`)
  const key = keyOf(location, decoded(path))
  return key.startsWith(sidecarFolder) ? key : malformed('a sidecar is in another folder than sidecars are')
}

async function checkpointActions(reading: Reading, key: string, bytes?: number): Promise<readonly Members[]> {
  const where = 'a checkpoint'
  const columns = await readParquet(
    await readWhole(reading, key, bytes),
    checkpointColumns,
    4 * limits.dataFiles,
    where,
    reading.control,
  )
  const rows = Math.max(0, ...[...columns.values()].map(({ length }) => length))
  return Array.from({ length: rows }, (_, row) => new Map([...columns].map(([name, values]) => [name, values[row]])))
}

function apply(state: Replay, action: Members, kinds: readonly string[]): void {
  for (const kind of kinds) {
    const value = maybe(action.get(kind), `an action \`${kind}\``, members)
    if (value === undefined) continue
    if (kind === 'protocol') state.protocol = readProtocol(value)
    if (kind === 'metaData') state.metadata = value
    if (kind === 'add') add(state, value)
    if (kind === 'remove') state.files.delete(identity(state, value).name)
  }
}

function add(state: Replay, value: Members): void {
  const { name, key, vector } = identity(state, value)
  state.files.set(name, {
    key,
    vector,
    bytes: count(value.get('size'), 'the size of a file'),
    partitionValues: members(value.get('partitionValues') ?? {}, 'the partition of a file'),
    stats: maybe(value.get('stats'), 'the statistics of a file', text),
  })
  if (state.files.size > limits.dataFiles)
    unsupported(`the table has more than ${limits.dataFiles} files: compact the table`)
}

// A file with other rows deleted is another one to the log.
function identity(
  { location }: Replay,
  value: Members,
): { readonly name: string; readonly key: string; readonly vector: DeletionVector | undefined } {
  const key = logPathKey(text(value.get('path'), 'the path of a file'), location)
  const descriptor = maybe(value.get('deletionVector'), 'a deletion vector', members)
  const vector = descriptor === undefined ? undefined : readDescriptor(descriptor, location)
  return { name: JSON.stringify([key, vector?.id]), key, vector }
}
