import { malformed } from '../../lake/refused.ts'
import type { AvroType } from './avro-schema.ts'

/** Bytes that are read from front to back. */
export type Cursor = { readonly bytes: Uint8Array; readonly view: DataView; at: number; readonly where: string }

/** A cursor at the beginning of bytes; `where` names them in refusals. */
export function cursorOf(bytes: Uint8Array, where: string): Cursor {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, where }
}

/**
 * One value: records and maps as maps, `long` as bigint, bytes and fixed as bytes. Nothing is made room for before its
 * bytes are there, so that counts that lie cost nothing.
 */
export function decodeAvro(cursor: Cursor, type: AvroType): unknown {
  switch (type.kind) {
    case 'null':
      return null
    case 'boolean':
      return decodeBoolean(cursor)
    case 'int':
      return Number(BigInt.asIntN(32, decodeLong(cursor)))
    case 'long':
      return decodeLong(cursor)
    case 'float':
      return cursor.view.getFloat32(advance(cursor, 4), true)
    case 'double':
      return cursor.view.getFloat64(advance(cursor, 8), true)
    case 'bytes':
      return decodeBytes(cursor)
    case 'string':
      return new TextDecoder().decode(decodeBytes(cursor))
    case 'fixed':
      return slice(cursor, type.size)
    case 'enum':
      return type.symbols[decodeIndex(cursor, type.symbols.length)]
    case 'union': {
      const option = type.options[decodeIndex(cursor, type.options.length)]
      return option === undefined ? undefined : decodeAvro(cursor, option)
    }
    case 'record':
      return new Map(type.fields.map((field) => [field.name, decodeAvro(cursor, field.type)]))
    case 'array': {
      const items: unknown[] = []
      decodeBlocks(cursor, () => items.push(decodeAvro(cursor, type.items)))
      return items
    }
    case 'map': {
      const entries = new Map<string, unknown>()
      decodeBlocks(cursor, () => {
        const key = new TextDecoder().decode(decodeBytes(cursor))
        entries.set(key, decodeAvro(cursor, type.values))
      })
      return entries
    }
  }
}

/** A number of 64 bits, zigzag. */
export function decodeLong(cursor: Cursor): bigint {
  let low = 0
  let shift = 0
  for (; shift < 28; shift += 7) {
    const byte = cursor.view.getUint8(advance(cursor, 1))
    low |= (byte & 0x7f) << shift
    if (byte < 0x80) return BigInt((low >>> 1) ^ -(low & 1))
  }
  let value = BigInt(low)
  for (; shift < 70; shift += 7) {
    const byte = cursor.view.getUint8(advance(cursor, 1))
    value |= BigInt(byte & 0x7f) << BigInt(shift)
    if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n))
  }
  return malformed(`a number in ${cursor.where} has no end`)
}

/** A length or count that the bytes that are left could hold. */
export function decodeCount(cursor: Cursor): number {
  const value = decodeLong(cursor)
  const left = BigInt(cursor.bytes.length - cursor.at)
  return value < 0n || value > left ? malformed(`${cursor.where} is cut off, or counts wrongly`) : Number(value)
}

/** Bytes after their length. */
export function decodeBytes(cursor: Cursor): Uint8Array {
  return slice(cursor, decodeCount(cursor))
}

/** Some bytes. */
export function slice(cursor: Cursor, length: number): Uint8Array {
  const from = advance(cursor, length)
  return cursor.bytes.subarray(from, from + length)
}

function decodeBlocks(cursor: Cursor, one: () => void): void {
  for (;;) {
    let items = decodeLong(cursor)
    if (items === 0n) return
    if (items < 0n) {
      items = -items
      decodeCount(cursor)
    }
    // Each item of what Iceberg writes has a byte at least.
    if (items > BigInt(cursor.bytes.length - cursor.at)) malformed(`${cursor.where} is cut off, or counts wrongly`)
    for (let left = Number(items); left > 0; left--) one()
  }
}

function decodeIndex(cursor: Cursor, size: number): number {
  const index = decodeLong(cursor)
  return index < 0n || index >= BigInt(size)
    ? malformed(`${cursor.where} chooses what its schema does not offer`)
    : Number(index)
}

function decodeBoolean(cursor: Cursor): boolean {
  const byte = cursor.view.getUint8(advance(cursor, 1))
  return byte > 1 ? malformed(`a truth value in ${cursor.where} is neither`) : byte === 1
}

function advance(cursor: Cursor, length: number): number {
  const from = cursor.at
  if (length > cursor.bytes.length - from) malformed(`${cursor.where} is cut off`)
  cursor.at = from + length
  return from
}
