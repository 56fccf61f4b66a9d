import type { SourceControl } from '@glovebox/source'
import { columnsDigest, type GrantedTable } from '../access/granted.ts'
import { openWords, sealWords } from '../access/signed.ts'
import { mayMatch } from '../table/predicate.ts'
import type { Snapshot, SnapshotFile } from '../table/shared-tables.ts'
import { type Capabilities, capabilitiesAnswer } from './capabilities.ts'
import { fileUrl } from './file-url.ts'
import { pickVersion, unreadable } from './pick-version.ts'
import type { QueryBody } from './query-body.ts'
import { lines, type Reply, refusal } from './reply.ts'
import type { Caller, ShareWorld } from './share-world.ts'

/** What is asked of a table. */
export type Asked = {
  readonly granted: GrantedTable
  readonly caller: Caller
  readonly capabilities: Capabilities
  readonly capabilitiesHeader: string | undefined
  readonly body: QueryBody
  /** `metadata` gives what there is without the files. */
  readonly wants: 'metadata' | 'files'
}

/** What was answered, and of which version. */
export type Answered = { readonly reply: Reply; readonly version?: number }

const mostFiles = 10_000
const refreshHours = 24

/** Answers `metadata` and `query`. */
export async function queryTable(asked: Asked, world: ShareWorld, control: SourceControl): Promise<Answered> {
  const { granted, capabilities, body } = asked
  if (capabilities.format === undefined)
    return { reply: refusal(400, 'UNSUPPORTED_OPERATION', 'tables are answered in the formats `parquet` and `delta`') }
  const resumed = resume(asked, world)
  if ('reply' in resumed) return resumed
  const picked = await pickVersion(granted, { ...body, ...resumed.version }, world, control)
  if ('reply' in picked) return picked
  const snapshot = await world.tables.snapshot(granted, picked.version, control)
  const { version } = picked.version
  if (!snapshot.ok) return { reply: unreadable(granted, snapshot.failure, world.onProblem), version }
  const isVersioned = body.version !== undefined || body.timestamp !== undefined
  const head = headLines(asked, snapshot.value, isVersioned)
  const headers = {
    'delta-table-version': String(version),
    ...capabilitiesAnswer(asked.capabilitiesHeader, capabilities),
  }
  if (asked.wants === 'metadata') {
    const end = capabilities.wantsEnd ? [{ endStreamAction: {} }] : []
    return { reply: lines([...head, ...end], headers), version }
  }
  const files = filesFor(snapshot.value, body)
  const upTo = Math.min(resumed.from + Math.min(body.maxFiles ?? mostFiles, mostFiles), files.length)
  const isCut = upTo < files.length
  if (isCut && body.maxFiles === undefined && !capabilities.wantsEnd)
    return {
      reply: refusal(400, 'REQUEST_TOO_LARGE', `the table has over ${mostFiles} files: ask for them by \`maxFiles\``),
      version,
    }
  const expires = world.clock() + world.config().urlMinutes * 60_000
  const shown = files
    .slice(resumed.from, upTo)
    .map((file) => fileLine(asked, world, snapshot.value, file, expires, isVersioned))
  const end =
    capabilities.wantsEnd || isCut ? [endLine(asked, world, { version, expires, next: isCut ? upTo : undefined })] : []
  return { reply: lines([...head, ...shown, ...end], headers), version }
}

/** Where an earlier answer is taken up again: its version and the place in it. */
function resume(
  { body, caller, granted }: Asked,
  { key, clock }: ShareWorld,
): { readonly from: number; readonly version: { readonly version?: number } } | { readonly reply: Reply } {
  const own = [caller.recipient.name, granted.table.id, columnsDigest(granted.columns)]
  const wrong = (what: string): { reply: Reply } => ({
    reply: refusal(400, 'INVALID_PARAMETER_VALUE', `\`${what}\` is not one that this table gave, or is too old`),
  })
  if (body.pageToken !== undefined && body.pageToken !== '') {
    const [recipient, table, columns, version, from, hints, until] = openWords(key, 'page', body.pageToken) ?? []
    if (String([recipient, table, columns]) !== String(own) || hints !== hintsOf(body)) return wrong('pageToken')
    if (typeof version !== 'number' || typeof from !== 'number' || !(Number(until) > clock())) return wrong('pageToken')
    return { from, version: { version } }
  }
  if (body.refreshToken !== undefined && body.refreshToken !== '') {
    const [recipient, table, columns, version, until] = openWords(key, 'refresh', body.refreshToken) ?? []
    if (String([recipient, table, columns]) !== String(own) || typeof version !== 'number') return wrong('refreshToken')
    return Number(until) > clock() ? { from: 0, version: { version } } : wrong('refreshToken')
  }
  return { from: 0, version: {} }
}

const hintsOf = (body: QueryBody): string => JSON.stringify([body.jsonPredicateHints ?? '', body.limitHint ?? -1])

function filesFor({ files }: Snapshot, { jsonPredicateHints, limitHint }: QueryBody): readonly SnapshotFile[] {
  const predicate = parsedHint(jsonPredicateHints)
  const matching = predicate === undefined ? files : files.filter((file) => mayMatch(predicate, file))
  // Of files that may hold rows that are left out later, so many rows are not enough.
  if (limitHint === undefined || predicate !== undefined) return matching
  const enough: SnapshotFile[] = []
  for (let i = 0, rows = 0; rows < Math.max(limitHint, 1) && i < matching.length; i++) {
    const file = matching[i]
    if (file !== undefined) enough.push(file)
    rows += file?.stats.numRecords ?? 0
  }
  return enough
}

function parsedHint(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function headLines(
  { granted: { table }, capabilities }: Asked,
  { fields, partitionColumns, files, version }: Snapshot,
  isVersioned: boolean,
): readonly object[] {
  const metadata = {
    id: table.id,
    name: table.table,
    format: { provider: 'parquet', ...(capabilities.format === 'delta' ? { options: {} } : {}) },
    schemaString: JSON.stringify({ type: 'struct', fields }),
    partitionColumns,
    configuration: {},
  }
  const more = {
    ...(isVersioned ? { version: version.version } : {}),
    size: files.reduce((sum, { shared }) => sum + shared.bytes, 0),
    numFiles: files.length,
  }
  return capabilities.format === 'delta'
    ? [
        { protocol: { deltaProtocol: { minReaderVersion: 1, minWriterVersion: 2 } } },
        { metaData: { ...more, deltaMetadata: metadata } },
      ]
    : [{ protocol: { minReaderVersion: 1 } }, { metaData: { ...metadata, ...more } }]
}

function fileLine(
  { granted, caller, capabilities }: Asked,
  world: ShareWorld,
  { version }: Snapshot,
  { id, shared, stats, partitionValues }: SnapshotFile,
  expires: number,
  isVersioned: boolean,
): object {
  const url = fileUrl(world, caller, granted, { version: version.version, file: id, expires })
  const size = shared.bytes
  const text = JSON.stringify(stats)
  const more = {
    ...(isVersioned ? { version: version.version, timestamp: version.at } : {}),
    expirationTimestamp: expires,
  }
  if (capabilities.format !== 'delta') return { file: { url, id, partitionValues, size, stats: text, ...more } }
  const add = { path: url, partitionValues, size, modificationTime: version.at, dataChange: true, stats: text }
  return { file: { id, size, ...more, deltaSingleAction: { add } } }
}

function endLine(
  { caller, granted, body }: Asked,
  { key, clock }: ShareWorld,
  { version, expires, next }: { readonly version: number; readonly expires: number; readonly next: number | undefined },
): object {
  const own = [caller.recipient.name, granted.table.id, columnsDigest(granted.columns)] as const
  const until = clock() + refreshHours * 3_600_000
  return {
    endStreamAction: {
      refreshToken: sealWords(key, ['refresh', ...own, version, until]),
      ...(next === undefined
        ? {}
        : { nextPageToken: sealWords(key, ['page', ...own, version, next, hintsOf(body), until]) }),
      minUrlExpirationTimestamp: expires,
    },
  }
}
