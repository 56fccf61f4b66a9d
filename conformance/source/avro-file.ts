// Files of Avro, written after its specification and nothing more, for tables of Iceberg that no engine at hand writes.
import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib'

/** A schema of Avro, as far as it is written here. */
export type Schema =
  | 'null'
  | 'boolean'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'bytes'
  | 'string'
  | readonly Schema[]
  | { readonly type: 'fixed'; readonly name: string; readonly size: number; readonly logicalType?: string }
  | { readonly type: 'array'; readonly items: Schema; readonly logicalType?: string }
  | { readonly type: 'record'; readonly name: string; readonly fields: readonly Field[] }
export type Field = { readonly name: string; readonly type: Schema; readonly 'field-id'?: number }

const sync = Buffer.from('0123456789abcdef')

/** A file of values, packed as asked for. */
export function avroFile(
  schema: Schema,
  values: readonly unknown[],
  meta: Readonly<Record<string, string>> = {},
  codec: string = 'null',
): Uint8Array {
  const header = { 'avro.schema': JSON.stringify(schema), 'avro.codec': codec, ...meta }
  const entries = Object.entries(header).map(([key, value]) => Buffer.concat([text(key), text(value)]))
  const body = packed(Buffer.concat(values.map((value) => encode(schema, value))), codec)
  const blocks = values.length === 0 ? [] : [long(BigInt(values.length)), long(BigInt(body.length)), body, sync]
  return Buffer.concat([Buffer.from('Obj\x01'), long(BigInt(entries.length)), ...entries, long(0n), sync, ...blocks])
}

function packed(body: Buffer, codec: string): Buffer {
  if (codec === 'deflate') return deflateRawSync(body)
  if (codec === 'zstandard') return zstdCompressSync(body)
  if (codec !== 'snappy') return body
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([snappy(body), sum])
}

/** Literals alone, which is the least that the format asks for. */
function snappy(body: Buffer): Buffer {
  const size: number[] = []
  for (let left = body.length; ; left >>>= 7) {
    size.push(left > 127 ? (left & 127) | 128 : left)
    if (left <= 127) break
  }
  const parts: Buffer[] = [Buffer.from(size)]
  for (let at = 0; at < body.length; at += 60) {
    const part = body.subarray(at, at + 60)
    parts.push(Buffer.from([(part.length - 1) << 2]), part)
  }
  return Buffer.concat(parts)
}

function encode(schema: Schema, value: unknown): Buffer {
  if (typeof schema === 'string') return primitive(schema, value)
  if (!('type' in schema)) {
    const index = schema.findIndex((option) => (option === 'null') === (value === null || value === undefined))
    return Buffer.concat([long(BigInt(index)), encode(schema[index] ?? 'null', value)])
  }
  if (schema.type === 'fixed') return Buffer.from(value as Uint8Array)
  if (schema.type === 'array') {
    const items = value as readonly unknown[]
    if (items.length === 0) return long(0n)
    return Buffer.concat([long(BigInt(items.length)), ...items.map((item) => encode(schema.items, item)), long(0n)])
  }
  const own = value as Readonly<Record<string, unknown>>
  return Buffer.concat(schema.fields.map((field) => encode(field.type, own[field.name])))
}

function primitive(schema: string, value: unknown): Buffer {
  switch (schema) {
    case 'boolean':
      return Buffer.from([value === true ? 1 : 0])
    case 'int':
    case 'long':
      return long(BigInt(value as number | bigint))
    case 'double': {
      const bytes = Buffer.alloc(8)
      bytes.writeDoubleLE(value as number)
      return bytes
    }
    case 'bytes':
      return Buffer.concat([long(BigInt((value as Uint8Array).length)), value as Uint8Array])
    case 'string':
      return text(value as string)
    default:
      return Buffer.alloc(0)
  }
}

/** A number of 64 bits, zigzag. */
export function long(value: bigint): Buffer {
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  const bytes: number[] = []
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  return Buffer.from([...bytes, Number(left)])
}

function text(value: string): Buffer {
  return Buffer.concat([long(BigInt(Buffer.byteLength(value))), Buffer.from(value)])
}
