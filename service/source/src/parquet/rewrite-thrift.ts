import { readListHead, type ThriftStruct, thriftTypes } from './thrift.ts'

/** What stands in the place of a field's value; undefined: the field is left out. */
export type Replaced = ReadonlyMap<number, Uint8Array | undefined>

/** A struct with some of its fields replaced or left out; all others are as they were, known or not. */
export function rewriteStruct(bytes: Uint8Array, { fields }: ThriftStruct, replaced: Replaced): Uint8Array {
  const parts: Uint8Array[] = []
  let last = 0
  for (const { id, type, from, to } of fields) {
    const value = replaced.has(id) ? replaced.get(id) : bytes.subarray(from, to)
    if (value === undefined) continue
    const delta = id - last
    parts.push(delta > 0 && delta < 16 ? Uint8Array.of((delta << 4) | type) : headOf(type, id), value)
    last = id
  }
  parts.push(Uint8Array.of(0))
  return Buffer.concat(parts)
}

/** A list of structs, each as its bytes. */
export function writeStructs(structs: readonly Uint8Array[]): Uint8Array {
  const { length } = structs
  const head =
    length < 15
      ? Uint8Array.of((length << 4) | thriftTypes.struct)
      : Buffer.concat([Uint8Array.of(0xf0 | thriftTypes.struct), writeVarint(BigInt(length))])
  return Buffer.concat([head, ...structs])
}

/** An integer of 16, 32 or 64 bits. */
export function writeInteger(value: bigint): Uint8Array {
  return writeVarint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)))
}

function headOf(type: number, id: number): Uint8Array {
  return Buffer.concat([Uint8Array.of(type), writeInteger(BigInt(id))])
}

function writeVarint(value: bigint): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.from([...bytes, Number(rest)])
    bytes.push(Number(rest & 127n) | 128)
  }
}

/** How many elements the list in a field has. */
export function countOf(bytes: Uint8Array, struct: ThriftStruct, id: number): number {
  const field = struct.fields.find((one) => one.id === id)
  return field === undefined ? 0 : readListHead(bytes, field.from).size
}
