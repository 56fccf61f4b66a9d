import type { Answered } from '../bytes/judge.ts'
import { readProtocol } from '../delta/protocol.ts'
import { limits } from '../lake/limits.ts'
import { malformed, refuse, unsupported } from '../lake/refused.ts'
import { count, list, type Members, maybe, members, readJson, text } from '../lake/shape.ts'

/** What a provider answers to `metadata` and `query`, whichever format it chose. */
export type SharedAnswer = {
  readonly version: bigint
  readonly metadata: SharedMetadata
  readonly files: readonly SharedFile[]
  readonly refreshToken?: string
  readonly nextPageToken?: string
}

/** What a table is. */
export type SharedMetadata = {
  readonly id: string
  readonly schema: string
  readonly partitionColumns: readonly string[]
  readonly configuration: Members
  readonly features: ReadonlySet<string>
  readonly files?: number
  readonly bytes?: number
}

/** A file of a table, and where it is to be had for now. */
export type SharedFile = {
  readonly id: string
  readonly url: string
  /** Milliseconds since 1970. */
  readonly until?: number
  readonly bytes: number
  readonly partitionValues: Members
  readonly stats: string | undefined
  readonly vector?: SharedVector
}

/** Where the deleted rows of a file are listed; `url` where that is a file of its own. */
export type SharedVector = { readonly descriptor: Members; readonly url?: string }

const longestLine = 16_777_216

/** Reads an answer line by line. Throws what `answering` makes a failure of. */
export function readAnswer({ headers, body }: Answered): SharedAnswer {
  const version = headers['delta-table-version']
  if (version === undefined || !/^\d{1,18}$/.test(version))
    return malformed('the provider does not say which version of the table it answers')
  const said = (headers['delta-sharing-capabilities'] ?? '').toLowerCase().replaceAll(' ', '')
  const files: SharedFile[] = []
  let protocol: Members | undefined
  let metadata: Members | undefined
  let end: Members | undefined
  for (const line of linesOf(body)) {
    if (end !== undefined) malformed('the answer of the provider goes on after its end')
    protocol ??= maybe(line.get('protocol'), 'the protocol', members)
    metadata ??= maybe(line.get('metaData'), 'the metadata', members)
    end = maybe(line.get('endStreamAction'), 'the end of the answer', members)
    const file = maybe(line.get('file'), 'a file', members)
    if (file !== undefined) files.push(readFile(file))
    if (files.length > limits.dataFiles) unsupported(`the table has more than ${limits.dataFiles} files`)
    if (['add', 'cdf', 'remove'].some((kind) => line.has(kind)))
      malformed('the provider answers changes, which were not asked for')
  }
  // What was promised and is missing was cut off, and so perhaps were files.
  if (end === undefined && /(^|;)includeendstreamaction=true(;|$)/.test(said))
    malformed('the answer of the provider is cut off: its end is missing')
  if (end?.has('errorMessage') === true) refuse('unavailable', 'the provider failed while it answered; ask again')
  if (protocol === undefined || metadata === undefined) return malformed('the answer has no protocol or no metadata')
  if (new Set(files.map(({ id }) => id)).size < files.length) malformed('the provider answers one file twice')
  const refreshToken = tokenIn(end, 'refreshToken')
  const nextPageToken = tokenIn(end, 'nextPageToken')
  return {
    version: BigInt(version),
    metadata: readMetadata(protocol, metadata),
    files,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
  }
}

function tokenIn(end: Members | undefined, name: string): string | undefined {
  const token = maybe(end?.get(name), 'a token', text)
  return token === '' ? undefined : token
}

function* linesOf(body: Uint8Array): Generator<Members, void, void> {
  const decoder = new TextDecoder()
  for (let from = 0; from < body.length; ) {
    const next = body.indexOf(10, from)
    const to = next === -1 ? body.length : next
    if (to - from > longestLine) malformed('a line of the answer is longer than any that is read here')
    const line = decoder.decode(body.subarray(from, to)).trim()
    if (line !== '') yield members(readJson(line, 'a line of the answer'), 'a line of the answer')
    from = to + 1
  }
}

function readMetadata(protocol: Members, line: Members): SharedMetadata {
  const delta = maybe(protocol.get('deltaProtocol'), 'the protocol', members)
  const inner = delta === undefined ? line : members(line.get('deltaMetadata'), 'the metadata')
  if (delta === undefined && count(protocol.get('minReaderVersion'), '`minReaderVersion`') > 1)
    unsupported('the provider asks for a newer version of the protocol than 1')
  const modes = maybe(line.get('accessModes'), 'the access modes', list)
  if (modes !== undefined && !modes.includes('url'))
    unsupported('the provider gives this table as a folder alone, not by URLs')
  const format = maybe(inner.get('format'), 'the format', members)?.get('provider')
  if (format !== undefined && format !== 'parquet') unsupported('the files of the table are not Parquet')
  const files = maybe(line.get('numFiles'), 'the number of files', count)
  const bytes = maybe(line.get('size'), 'the size', count)
  return {
    id: text(inner.get('id'), 'the id of the table'),
    schema: text(inner.get('schemaString'), 'the schema'),
    partitionColumns: list(inner.get('partitionColumns') ?? [], 'the partition columns').map((name) =>
      text(name, 'a partition column'),
    ),
    configuration: maybe(inner.get('configuration'), 'the configuration', members) ?? new Map(),
    features: delta === undefined ? new Set() : readProtocol(delta).features,
    ...(files === undefined ? {} : { files }),
    ...(bytes === undefined ? {} : { bytes }),
  }
}

function readFile(line: Members): SharedFile {
  const id = text(line.get('id'), 'the id of a file')
  const until = maybe(line.get('expirationTimestamp'), 'the end of a URL', count)
  const action = maybe(line.get('deltaSingleAction'), 'an action', members)
  const file = action === undefined ? line : members(action.get('add') ?? malformed('a file is no addition'), 'a file')
  const vector = action === undefined ? undefined : maybe(file.get('deletionVector'), 'a deletion vector', members)
  return {
    id,
    url: text(file.get(action === undefined ? 'url' : 'path'), 'the URL of a file'),
    bytes: count(file.get('size') ?? line.get('size'), 'the size of a file'),
    partitionValues: maybe(file.get('partitionValues'), 'the partition of a file', members) ?? new Map(),
    stats: maybe(file.get('stats'), 'the statistics of a file', text),
    ...(until === undefined || until === 0 ? {} : { until }),
    ...(vector === undefined ? {} : { vector: readVector(vector) }),
  }
}

function readVector(descriptor: Members): SharedVector {
  return descriptor.get('storageType') === 'i'
    ? { descriptor }
    : { descriptor, url: text(descriptor.get('pathOrInlineDv'), 'the URL of a deletion vector') }
}
