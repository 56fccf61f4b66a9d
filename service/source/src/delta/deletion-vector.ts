import { crc32 } from 'node:zlib'
import { limits } from '../lake/limits.ts'
import { isAbsolute, keyOf, safeKey, type TableLocation } from '../lake/location.ts'
import { openSized, type Reading } from '../lake/read-whole.ts'
import { malformed, taken, unsupported } from '../lake/refused.ts'
import { count, type Members, maybe, text } from '../lake/shape.ts'
import { decoded } from './log-path.ts'
import { readRoaring } from './roaring.ts'
import { readZ85 } from './z85.ts'

/** Where the deleted rows of a data file are listed. */
export type DeletionVector = {
  /** Tells vectors of one file apart. */
  readonly id: string
  readonly rows: number
  readonly bytes: number
  readonly at: { readonly inline: string } | { readonly key: string; readonly offset: number }
}

const where = 'a deletion vector'
const formatVersion = 1
const uuidLength = 20

/** Reads what an action says of a deletion vector. */
export function readDescriptor(value: Members, location: TableLocation): DeletionVector {
  const storage = text(value.get('storageType'), where)
  const path = text(value.get('pathOrInlineDv'), where)
  const offset = maybe(value.get('offset'), where, count)
  const id = `${storage}${path}${offset === undefined ? '' : `@${offset}`}`
  const rows = count(value.get('cardinality'), where)
  const bytes = count(value.get('sizeInBytes'), where)
  if (rows > limits.deletedRows)
    unsupported(`more than ${limits.deletedRows} rows of a file are deleted: compact the table`)
  if (bytes > limits.metadataBytes) unsupported(`${where} is too large: compact the table`)
  if (storage === 'i') return { id, rows, bytes, at: { inline: path } }
  const key = storage === 'u' ? relativeKey(path) : storage === 'p' ? absoluteKey(path, location) : undefined
  if (key === undefined || offset === undefined) return malformed(`${where} is in no place that there is`)
  return { id, rows, bytes, at: { key, offset } }
}

/** The places of the deleted rows of a data file, in order. */
export async function readDeletionVector(reading: Reading, vector: DeletionVector): Promise<readonly bigint[]> {
  const { at } = vector
  const bytes = 'inline' in at ? inlineBytes(at.inline, vector) : await storedBytes(reading, at, vector)
  const rows = readRoaring(bytes, vector.rows)
  return rows.length === vector.rows ? rows : malformed(`${where} has fewer rows than it says`)
}

// The text is as long as four bytes in five characters make it: what is over the size is filling.
function inlineBytes(inline: string, { bytes }: DeletionVector): Uint8Array {
  const all = readZ85(inline, where)
  if (all.length < bytes || all.length - bytes > 3) malformed(`${where} has another size than it says`)
  return all.subarray(0, bytes)
}

async function storedBytes(
  reading: Reading,
  { key, offset }: { readonly key: string; readonly offset: number },
  { bytes }: DeletionVector,
): Promise<Uint8Array> {
  const file = await openSized(reading, key)
  const end = offset + 4 + bytes + 4
  if (file.bytes < end || offset < 1) malformed(`${where} is cut off`)
  const [version] = taken(await file.read(0, 1, reading.control))
  if (version !== formatVersion)
    unsupported(`files of deletion vectors have version ${version}; ${formatVersion} is read`)
  const stored = taken(await file.read(offset, end, reading.control))
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength)
  if (view.getUint32(0) !== bytes) malformed(`${where} has another size than it says`)
  const data = stored.subarray(4, 4 + bytes)
  return crc32(data) === view.getUint32(4 + bytes) ? data : malformed(`${where} has another checksum`)
}

function relativeKey(path: string): string {
  const prefix = path.slice(0, -uuidLength)
  const hex = Buffer.from(readZ85(path.slice(-uuidLength), where)).toString('hex')
  if (hex.length !== 32) return malformed(`${where} is in no place that there is`)
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return safeKey(`${prefix === '' ? '' : `${prefix}/`}deletion_vector_${uuid}.bin`)
}

function absoluteKey(path: string, location: TableLocation): string {
  return isAbsolute(path) ? keyOf(location, decoded(path)) : malformed(`${where} is in no place that there is`)
}
