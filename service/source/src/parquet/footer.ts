import { failed, found } from '../bytes/outcome.ts'
import type { RangedFile } from '../port/storage.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { type ParquetSchema, readSchema } from './schema.ts'
import {
  readBinaries,
  readInner,
  readInteger,
  readStruct,
  readStructs,
  ThriftError,
  type ThriftStruct,
} from './thrift.ts'

/** What the end of a Parquet file says of it. */
export type ParquetFooter = ParquetSchema & {
  /** The metadata alone, and where it begins in the file. */
  readonly bytes: Uint8Array
  readonly from: number
  readonly struct: ThriftStruct
  readonly rows: number
  readonly rowGroups: readonly RowGroup[]
}

/** Some of the rows: for each leaf where its bytes are in the file, and where its metadata is in the footer. */
export type RowGroup = {
  readonly rows: number
  readonly struct: ThriftStruct
  readonly chunkFrom: Float64Array
  readonly chunkTo: Float64Array
  readonly chunkAt: Uint32Array
}

/** The end that is read first; most footers are in it. */
const tailBytes = 65_536
/** A longer footer is none that is read here. */
const longestFooter = 64 * 1024 * 1024
/** Length and magic after the metadata; the magic before the rows. */
const endBytes = 8
const magicBytes = 4

/** Reads the footer of a Parquet file, and looks at whether what it says can be. */
export async function readFooter(file: RangedFile, control: SourceControl): Promise<Sourced<ParquetFooter>> {
  const name = `\`${file.key}\``
  if (file.bytes < endBytes + magicBytes) return failed('malformed', `${name}: this is no Parquet file`)
  const tail = await file.read(Math.max(0, file.bytes - tailBytes), file.bytes, control)
  if (!tail.ok) return tail
  const view = Buffer.from(tail.value.buffer, tail.value.byteOffset, tail.value.byteLength)
  const magic = view.toString('latin1', view.length - magicBytes)
  if (magic === 'PARE') return failed('unsupported', `${name}: this Parquet file is encrypted`)
  if (magic !== 'PAR1') return failed('malformed', `${name}: this is no Parquet file`)
  const length = view.readUInt32LE(view.length - endBytes)
  const from = file.bytes - endBytes - length
  if (from < magicBytes) return failed('malformed', `${name}: its footer is longer than the file`)
  if (length > longestFooter) return failed('unsupported', `${name}: its footer is longer than any that is read here`)
  const isInTail = length <= view.length - endBytes
  const read = isInTail ? undefined : await file.read(from, file.bytes - endBytes, control)
  if (read?.ok === false) return read
  // A copy, so that the rest of the tail is not held with it.
  const bytes = read?.value ?? view.subarray(view.length - endBytes - length, view.length - endBytes).slice()
  return parseFooter(bytes, from, name)
}

/** What metadata that begins at a place of a file says. */
export function parseFooter(bytes: Uint8Array, from: number, name: string): Sourced<ParquetFooter> {
  try {
    const struct = readStruct(bytes, 0)
    if (struct.fields.some(({ id }) => id === 8))
      return failed('unsupported', `${name}: this Parquet file is encrypted`)
    const schema = readSchema(bytes, struct)
    const rows = count(readInteger(bytes, struct, 3))
    const rowGroups = [...readStructs(bytes, struct, 4)].map((group) => readRowGroup(bytes, group, schema, from))
    if (rowGroups.reduce((sum, group) => sum + group.rows, 0) !== rows) throw new ThriftError('rows')
    refuseOverlaps(rowGroups)
    return found({ ...schema, bytes, from, struct, rows, rowGroups })
  } catch (error) {
    if (error instanceof EncryptedError)
      return failed('unsupported', `${name}: columns of this Parquet file are encrypted`)
    if (!(error instanceof ThriftError || error instanceof TypeError)) throw error
    return failed('malformed', `${name}: the footer of this Parquet file says what cannot be`)
  }
}

class EncryptedError extends Error {}

function readRowGroup(bytes: Uint8Array, struct: ThriftStruct, { leafPaths }: ParquetSchema, end: number): RowGroup {
  const { length } = leafPaths
  const group = {
    rows: count(readInteger(bytes, struct, 3)),
    struct,
    chunkFrom: new Float64Array(length),
    chunkTo: new Float64Array(length),
    chunkAt: new Uint32Array(length),
  }
  let leaf = 0
  for (const chunk of readStructs(bytes, struct, 1)) {
    const path = leafPaths[leaf]
    if (path === undefined) throw new ThriftError('more chunks than columns')
    const ids = chunk.fields.map(({ id }) => id)
    if (ids.includes(8) || ids.includes(9)) throw new EncryptedError()
    const metadata = readInner(bytes, chunk, 3)
    if (metadata === undefined || ids.includes(1)) throw new ThriftError('a chunk that is elsewhere')
    const own = readBinaries(bytes, metadata, 3)
    if (own.length !== path.length || own.some((part, i) => Buffer.compare(part, path[i] ?? part) !== 0))
      throw new ThriftError('a chunk of another column')
    const data = count(readInteger(bytes, metadata, 9))
    const dictionary = count(readInteger(bytes, metadata, 11) ?? 0n)
    const chunkFrom = dictionary > 0 ? Math.min(dictionary, data) : data
    const chunkTo = chunkFrom + count(readInteger(bytes, metadata, 7))
    if (chunkTo > end || (chunkTo > chunkFrom && chunkFrom < magicBytes)) throw new ThriftError('a chunk outside')
    group.chunkFrom[leaf] = chunkFrom
    group.chunkTo[leaf] = chunkTo
    group.chunkAt[leaf] = chunk.from
    leaf++
  }
  if (leaf !== length) throw new ThriftError('fewer chunks than columns')
  return group
}

/** A count or an offset: not negative, and small enough to be exact. */
function count(value: bigint | undefined): number {
  if (value === undefined || value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER) / 2n)
    throw new ThriftError('a count')
  return Number(value)
}

/** Bytes that two columns share would be those of one of them at the most. */
function refuseOverlaps(rowGroups: readonly RowGroup[]): void {
  const total = rowGroups.reduce((sum, { chunkFrom }) => sum + chunkFrom.length, 0)
  const ends = new Map<number, number>()
  const starts = new Float64Array(total)
  let filled = 0
  for (const { chunkFrom, chunkTo } of rowGroups)
    for (const [i, from] of chunkFrom.entries()) {
      const to = chunkTo[i] ?? from
      if (to === from) continue
      if (ends.has(from)) throw new ThriftError('chunks overlap')
      ends.set(from, to)
      starts[filled++] = from
    }
  let end = 0
  for (const from of starts.subarray(0, filled).sort()) {
    if (from < end) throw new ThriftError('chunks overlap')
    end = ends.get(from) ?? from
  }
}
