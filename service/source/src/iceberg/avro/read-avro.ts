import { crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib'
import { snappyUncompress } from 'hyparquet'
import { limits } from '../../lake/limits.ts'
import { malformed, unsupported } from '../../lake/refused.ts'
import { readJson } from '../../lake/shape.ts'
import { type AvroType, readAvroSchema } from './avro-schema.ts'
import { type Cursor, cursorOf, decodeAvro, decodeBytes, decodeLong, slice } from './decode-avro.ts'

/** A file of Avro: what its header says, and its values. */
export type AvroFile = {
  readonly schema: AvroType
  readonly meta: ReadonlyMap<string, string>
  readonly values: readonly unknown[]
}

const magic = [0x4f, 0x62, 0x6a, 0x01]
const headerType: AvroType = { kind: 'map', values: { kind: 'bytes' } }

/** Reads an object container file; `where` names it in refusals. */
export function readAvro(bytes: Uint8Array, where: string): AvroFile {
  const cursor = cursorOf(bytes, where)
  if (!same(slice(cursor, 4), Uint8Array.from(magic))) malformed(`${where} is no Avro file`)
  const header = decodeAvro(cursor, headerType)
  const meta = new Map<string, string>()
  if (header instanceof Map)
    for (const [key, value] of header) meta.set(String(key), new TextDecoder().decode(value as Uint8Array))
  const schema = readAvroSchema(readJson(meta.get('avro.schema') ?? '', `the Avro schema of ${where}`), where)
  const marker = slice(cursor, 16)
  const codec = meta.get('avro.codec') ?? 'null'
  const values: unknown[] = []
  let unpacked = 0
  while (cursor.at < bytes.length) {
    const count = decodeLong(cursor)
    const block = unpack(codec, decodeBytes(cursor), limits.unpackedBytes - unpacked, where)
    unpacked += block.length
    readBlock(cursorOf(block, where), count, schema, values)
    if (!same(slice(cursor, 16), marker)) malformed(`a block of ${where} has no end`)
  }
  return { schema, meta, values }
}

function readBlock(cursor: Cursor, count: bigint, schema: AvroType, values: unknown[]): void {
  if (count < 0n || count > BigInt(cursor.bytes.length)) malformed(`${cursor.where} is cut off, or counts wrongly`)
  for (let left = Number(count); left > 0; left--) values.push(decodeAvro(cursor, schema))
  if (cursor.at !== cursor.bytes.length) malformed(`a block of ${cursor.where} has more than it says`)
}

function unpack(codec: string, packed: Uint8Array, most: number, where: string): Uint8Array {
  const bound = { maxOutputLength: Math.max(1, most) }
  try {
    switch (codec) {
      case 'null':
        return packed
      case 'deflate':
        return inflateRawSync(packed, bound)
      case 'zstandard':
        return zstdDecompressSync(packed, bound)
      case 'snappy':
        return unpackSnappy(packed, most, where)
    }
  } catch {
    return malformed(`a block of ${where} cannot be unpacked`)
  }
  return unsupported(`${where} is packed with \`${codec}\`; null, deflate, snappy and zstandard are read`)
}

function unpackSnappy(packed: Uint8Array, most: number, where: string): Uint8Array {
  const body = packed.subarray(0, Math.max(0, packed.length - 4))
  const length = snappyLength(body)
  if (length > most) malformed(`a block of ${where} is too large`)
  const bytes = new Uint8Array(length)
  snappyUncompress(body, bytes)
  const sum = new DataView(packed.buffer, packed.byteOffset + body.length, 4).getUint32(0)
  return crc32(bytes) === sum ? bytes : malformed(`a block of ${where} has another checksum`)
}

function snappyLength(body: Uint8Array): number {
  let length = 0
  for (const [index, byte] of body.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return length
  }
  throw new Error('no length')
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
