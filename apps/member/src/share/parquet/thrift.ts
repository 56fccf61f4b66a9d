/** A value of Thrift's compact protocol with its type, so that what is read can be written again exactly. */
export type Thrift =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'byte' | 'i16' | 'i32' | 'i64'; readonly value: bigint }
  | { readonly kind: 'double' | 'binary'; readonly value: Uint8Array }
  | { readonly kind: 'list'; readonly of: number; readonly items: readonly Thrift[] }
  | Struct

/** Fields by their ids. */
export type Struct = { readonly kind: 'struct'; readonly fields: ReadonlyMap<number, Thrift> }

const codes = { byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, struct: 12 } as const
const kinds = new Map(Object.entries(codes).map(([kind, code]) => [code as number, kind]))
const deepest = 24

/** Reads a struct that bytes begin with; nothing where they are none. */
export function readStruct(bytes: Uint8Array): Struct | undefined {
  try {
    return new Reader(bytes).struct(0)
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

class Malformed extends Error {
  override readonly name: string = 'Malformed'
}

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  struct(depth: number): Struct {
    if (depth > deepest) throw new Malformed()
    const fields = new Map<number, Thrift>()
    for (let id = 0; ; ) {
      const head = this.#byte()
      if (head === 0) return { kind: 'struct', fields }
      id = head >> 4 === 0 ? Number(this.#zigzag()) : id + (head >> 4)
      if (fields.has(id)) throw new Malformed()
      const code = head & 15
      fields.set(id, code === 1 || code === 2 ? { kind: 'bool', value: code === 1 } : this.#value(code, depth))
    }
  }

  #value(code: number, depth: number): Thrift {
    switch (kinds.get(code)) {
      case 'byte':
        return { kind: 'byte', value: BigInt(this.#byte()) }
      case 'i16':
        return { kind: 'i16', value: this.#zigzag() }
      case 'i32':
        return { kind: 'i32', value: this.#zigzag() }
      case 'i64':
        return { kind: 'i64', value: this.#zigzag() }
      case 'double':
        return { kind: 'double', value: this.#take(8) }
      case 'binary':
        return { kind: 'binary', value: this.#take(Number(this.#varint())) }
      case 'list':
        return this.#list(depth + 1)
      case 'struct':
        return this.struct(depth + 1)
      default:
        throw new Malformed()
    }
  }

  #list(depth: number): Thrift {
    const head = this.#byte()
    const count = head >> 4 === 15 ? Number(this.#varint()) : head >> 4
    const of = head & 15
    // An element takes a byte at least: no length makes more of memory than there is of the file.
    if (depth > deepest || count > this.#bytes.length - this.#at) throw new Malformed()
    const items: Thrift[] = []
    for (let i = 0; i < count; i++)
      items.push(of === 1 || of === 2 ? { kind: 'bool', value: this.#byte() === 1 } : this.#value(of, depth))
    return { kind: 'list', of, items }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new Malformed()
    return byte
  }

  #take(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#at) throw new Malformed()
    this.#at += count
    return this.#bytes.slice(this.#at - count, this.#at)
  }

  #varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte()
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
    throw new Malformed()
  }

  #zigzag(): bigint {
    const folded = this.#varint()
    return (folded >> 1n) ^ -(folded & 1n)
  }
}

/** Writes a struct. */
export function writeStruct(struct: Struct): Uint8Array {
  const out: number[] = []
  putStruct(struct, out)
  return Uint8Array.from(out)
}

function putStruct({ fields }: Struct, out: number[]): void {
  let last = 0
  for (const [id, value] of [...fields].sort(([a], [b]) => a - b)) {
    const code = value.kind === 'bool' ? (value.value ? 1 : 2) : codes[value.kind]
    if (id - last > 0 && id - last < 16) out.push(((id - last) << 4) | code)
    else {
      out.push(code)
      putZigzag(BigInt(id), out)
    }
    if (value.kind !== 'bool') putValue(value, out)
    last = id
  }
  out.push(0)
}

function putValue(value: Thrift, out: number[]): void {
  switch (value.kind) {
    case 'bool':
      out.push(value.value ? 1 : 2)
      return
    case 'byte':
      out.push(Number(value.value & 255n))
      return
    case 'i16':
    case 'i32':
    case 'i64':
      putZigzag(value.value, out)
      return
    case 'double':
      for (const byte of value.value) out.push(byte)
      return
    case 'binary':
      putVarint(BigInt(value.value.length), out)
      for (const byte of value.value) out.push(byte)
      return
    case 'list':
      if (value.items.length < 15) out.push((value.items.length << 4) | value.of)
      else {
        out.push(0xf0 | value.of)
        putVarint(BigInt(value.items.length), out)
      }
      for (const item of value.items) putValue(item, out)
      return
    case 'struct':
      putStruct(value, out)
  }
}

function putVarint(value: bigint, out: number[]): void {
  let rest = value
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128)
  out.push(Number(rest))
}

function putZigzag(value: bigint, out: number[]): void {
  putVarint(value < 0n ? -value * 2n - 1n : value * 2n, out)
}
