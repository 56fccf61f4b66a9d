/** A field of a struct, by where its value stands in the bytes; nothing of it is read before it is asked for. */
export type ThriftField = { readonly id: number; readonly type: number; readonly from: number; readonly to: number }

/** A struct: its fields, and where it ends. */
export type ThriftStruct = { readonly fields: readonly ThriftField[]; readonly from: number; readonly to: number }

/** Bytes are no Thrift of the compact protocol, or more deeply nested than any footer. */
export class ThriftError extends Error {}

export const thriftTypes = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const

const deepest = 24
const mostFields = 64

/** The fields of the struct that begins at a place. */
export function readStruct(bytes: Uint8Array, from: number, depth = 0): ThriftStruct {
  if (depth > deepest) throw new ThriftError('too deep')
  const fields: ThriftField[] = []
  let at = from
  let id = 0
  for (;;) {
    const head = byteAt(bytes, at++)
    if (head === 0) return { fields, from, to: at }
    const type = head & 15
    const delta = head >> 4
    if (delta === 0) {
      const [value, next] = readVarint(bytes, at)
      id = Number(BigInt.asIntN(16, unzigzag(value)))
      at = next
    } else id += delta
    const to = skip(bytes, at, type, depth)
    if (fields.length === mostFields || fields.some((field) => field.id === id)) throw new ThriftError('fields')
    fields.push({ id, type, from: at, to })
    at = to
  }
}

/** The integer in a field; undefined where there is no such field. */
export function readInteger(bytes: Uint8Array, { fields }: ThriftStruct, id: number): bigint | undefined {
  const field = fields.find((one) => one.id === id)
  if (field === undefined) return undefined
  if (field.type === thriftTypes.byte) return BigInt.asIntN(8, BigInt(byteAt(bytes, field.from)))
  if (field.type < thriftTypes.i16 || field.type > thriftTypes.i64) throw new ThriftError('no integer')
  return unzigzag(readVarint(bytes, field.from)[0])
}

/** The truth value in a field. */
export function readBoolean(_bytes: Uint8Array, { fields }: ThriftStruct, id: number): boolean | undefined {
  const field = fields.find((one) => one.id === id)
  if (field === undefined) return undefined
  if (field.type > thriftTypes.false) throw new ThriftError('no boolean')
  return field.type === thriftTypes.true
}

/** The bytes in a field. */
export function readBinary(bytes: Uint8Array, { fields }: ThriftStruct, id: number): Uint8Array | undefined {
  const field = fields.find((one) => one.id === id)
  if (field === undefined) return undefined
  if (field.type !== thriftTypes.binary) throw new ThriftError('no bytes')
  return bytes.subarray(readVarint(bytes, field.from)[1], field.to)
}

/** The struct in a field. */
export function readInner(bytes: Uint8Array, { fields }: ThriftStruct, id: number): ThriftStruct | undefined {
  const field = fields.find((one) => one.id === id)
  if (field === undefined) return undefined
  if (field.type !== thriftTypes.struct) throw new ThriftError('no struct')
  return readStruct(bytes, field.from)
}

/** The structs of the list in a field, one after the other. */
export function* readStructs(bytes: Uint8Array, { fields }: ThriftStruct, id: number): Generator<ThriftStruct> {
  const field = fields.find((one) => one.id === id)
  if (field === undefined) return
  if (field.type !== thriftTypes.list) throw new ThriftError('no list')
  const { type, size, at } = readListHead(bytes, field.from)
  if (size > 0 && type !== thriftTypes.struct) throw new ThriftError('no list of structs')
  for (let i = 0, from = at; i < size; i++) {
    const struct = readStruct(bytes, from)
    yield struct
    from = struct.to
  }
}

/** The byte strings of the list in a field. */
export function readBinaries(bytes: Uint8Array, { fields }: ThriftStruct, id: number): readonly Uint8Array[] {
  const field = fields.find((one) => one.id === id)
  if (field === undefined) return []
  if (field.type !== thriftTypes.list) throw new ThriftError('no list')
  const { type, size, at } = readListHead(bytes, field.from)
  if (size > 0 && type !== thriftTypes.binary) throw new ThriftError('no list of bytes')
  const strings: Uint8Array[] = []
  for (let i = 0, from = at; i < size; i++) {
    const to = skip(bytes, from, thriftTypes.binary, 0)
    strings.push(bytes.subarray(readVarint(bytes, from)[1], to))
    from = to
  }
  return strings
}

/** Where the value of a type that begins at a place ends. */
function skip(bytes: Uint8Array, from: number, type: number, depth: number): number {
  if (depth > deepest) throw new ThriftError('too deep')
  switch (type) {
    case thriftTypes.true:
    case thriftTypes.false:
      return from
    case thriftTypes.byte:
      return within(bytes, from, 1)
    case thriftTypes.i16:
    case thriftTypes.i32:
    case thriftTypes.i64:
      return readVarint(bytes, from)[1]
    case thriftTypes.double:
      return within(bytes, from, 8)
    case thriftTypes.binary: {
      const [length, at] = readVarint(bytes, from)
      return within(bytes, at, Number(length))
    }
    case thriftTypes.list:
    case thriftTypes.set:
      return skipList(bytes, from, depth)
    case thriftTypes.map:
      return skipMap(bytes, from, depth)
    case thriftTypes.struct:
      return skipStruct(bytes, from, depth + 1)
    default:
      throw new ThriftError('unknown type')
  }
}

function skipStruct(bytes: Uint8Array, from: number, depth: number): number {
  for (let at = from; ; ) {
    const head = byteAt(bytes, at++)
    if (head === 0) return at
    if (head >> 4 === 0) at = readVarint(bytes, at)[1]
    at = skip(bytes, at, head & 15, depth)
  }
}

/** Truth values in lists and maps are a byte each. */
function skipElement(bytes: Uint8Array, from: number, type: number, depth: number): number {
  return type === thriftTypes.true || type === thriftTypes.false
    ? within(bytes, from, 1)
    : skip(bytes, from, type, depth)
}

function skipList(bytes: Uint8Array, from: number, depth: number): number {
  const { type, size, at: start } = readListHead(bytes, from)
  let at = start
  for (let i = 0; i < size; i++) at = skipElement(bytes, at, type, depth + 1)
  return at
}

function skipMap(bytes: Uint8Array, from: number, depth: number): number {
  const [size, start] = readVarint(bytes, from)
  if (size === 0n) return start
  if (size > bytes.length) throw new ThriftError('too long')
  const types = byteAt(bytes, start)
  let at = start + 1
  for (let i = 0n; i < size; i++) {
    at = skipElement(bytes, at, types >> 4, depth + 1)
    at = skipElement(bytes, at, types & 15, depth + 1)
  }
  return at
}

/** The head of a list: what its elements are, how many, and where the first begins. An element takes a byte at least. */
export function readListHead(
  bytes: Uint8Array,
  from: number,
): { readonly type: number; readonly size: number; readonly at: number } {
  const head = byteAt(bytes, from)
  const [size, at] = head >> 4 === 15 ? readVarint(bytes, from + 1) : [BigInt(head >> 4), from + 1]
  if (size > bytes.length - at) throw new ThriftError('too long')
  return { type: head & 15, size: Number(size), at }
}

function readVarint(bytes: Uint8Array, from: number): readonly [value: bigint, next: number] {
  let small = 0
  for (let i = 0; i < 4; i++) {
    const byte = byteAt(bytes, from + i)
    small |= (byte & 127) << (7 * i)
    if (byte < 128) return [BigInt(small), from + i + 1]
  }
  let value = BigInt(small)
  for (let i = 4; i < 10; i++) {
    const byte = byteAt(bytes, from + i)
    value |= BigInt(byte & 127) << BigInt(7 * i)
    if (byte < 128) return [BigInt.asUintN(64, value), from + i + 1]
  }
  throw new ThriftError('too long a number')
}

function unzigzag(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n)
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new ThriftError('it ends too soon')
  return byte
}

function within(bytes: Uint8Array, from: number, length: number): number {
  if (!(from + length <= bytes.length)) throw new ThriftError('it ends too soon')
  return from + length
}
