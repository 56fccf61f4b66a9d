// Tables of Delta, built by hand after the protocol (github.com/delta-io/delta, PROTOCOL.md), for what no engine at hand
// writes: deletion vectors, column mapping, checkpoints in parts, features.
import { crc32 } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'

/** What a column of a schema is. */
export type DeltaField = { readonly name: string; readonly type: unknown; readonly metadata?: Record<string, unknown> }

/** Actions by their kind, as a line of the log holds one. */
export type Action = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The key of a commit. */
export const commitKey = (version: number): string => `_delta_log/${String(version).padStart(20, '0')}.json`

/** A commit: an action on each line. */
export function commit(...actions: readonly Action[]): Uint8Array {
  return new TextEncoder().encode(actions.map((action) => `${JSON.stringify(action)}\n`).join(''))
}

/** The protocol of a table with features of readers; without any, the oldest. */
export function protocol(...features: readonly string[]): Action {
  return features.length === 0
    ? { protocol: { minReaderVersion: 1, minWriterVersion: 2 } }
    : { protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: features, writerFeatures: features } }
}

/** The metadata of a table. */
export function metaData(
  fields: readonly DeltaField[],
  partitionColumns: readonly string[] = [],
  configuration: Readonly<Record<string, string>> = {},
): Action {
  const columns = fields.map((field) => ({ nullable: true, metadata: {}, ...field }))
  return {
    metaData: {
      id: 'b3c1d6f0-0000-4000-8000-000000000001',
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify({ type: 'struct', fields: columns }),
      partitionColumns,
      configuration,
      createdTime: 0,
    },
  }
}

/** That a file is of the table. */
export function add(path: string, bytes: Uint8Array, more: Readonly<Record<string, unknown>> = {}): Action {
  return {
    add: { path, size: bytes.length, partitionValues: {}, modificationTime: 0, dataChange: true, ...more },
  }
}

/** That a file is no longer of the table. */
export function remove(path: string, more: Readonly<Record<string, unknown>> = {}): Action {
  return { remove: { path, deletionTimestamp: 0, dataChange: true, ...more } }
}

/** A checkpoint of actions, as a Parquet file with a column for each kind. */
export function checkpoint(...actions: readonly Action[]): Uint8Array {
  const string = (name: string) =>
    ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }) as const
  const long = (name: string) => ({ name, type: 'INT64', repetition_type: 'OPTIONAL' }) as const
  const int = (name: string) => ({ name, type: 'INT32', repetition_type: 'OPTIONAL' }) as const
  const group = (name: string, children: number) =>
    ({ name, num_children: children, repetition_type: 'OPTIONAL' }) as const
  const map = (name: string) =>
    [
      { ...group(name, 1), converted_type: 'MAP' },
      { name: 'key_value', num_children: 2, repetition_type: 'REPEATED' },
      { name: 'key', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      string('value'),
    ] as const
  const texts = (name: string) =>
    [
      { ...group(name, 1), converted_type: 'LIST' },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      string('element'),
    ] as const
  const schema = [
    { name: 'root', num_children: 4 },
    group('protocol', 4),
    int('minReaderVersion'),
    int('minWriterVersion'),
    ...texts('readerFeatures'),
    ...texts('writerFeatures'),
    group('metaData', 6),
    string('id'),
    group('format', 2),
    string('provider'),
    ...map('options'),
    string('schemaString'),
    ...texts('partitionColumns'),
    ...map('configuration'),
    long('createdTime'),
    group('add', 7),
    string('path'),
    ...map('partitionValues'),
    long('size'),
    long('modificationTime'),
    { name: 'dataChange', type: 'BOOLEAN', repetition_type: 'OPTIONAL' } as const,
    string('stats'),
    group('deletionVector', 5),
    string('storageType'),
    string('pathOrInlineDv'),
    int('offset'),
    int('sizeInBytes'),
    long('cardinality'),
    group('sidecar', 3),
    string('path'),
    long('sizeInBytes'),
    long('modificationTime'),
  ]
  const names = ['protocol', 'metaData', 'add', 'sidecar']
  const longs = new Set(['size', 'cardinality', 'createdTime', 'modificationTime'])
  const value = (kind: string, action: Action): unknown => {
    const own = action[kind]
    if (own === undefined) return null
    const isLong = (key: string): boolean => longs.has(key) || (kind === 'sidecar' && key === 'sizeInBytes')
    const entries = Object.entries(own).map(([key, one]): [string, unknown] => {
      if (key === 'deletionVector') return [key, withLongs(one)]
      return [key, isLong(key) && typeof one === 'number' ? BigInt(one) : one]
    })
    return Object.fromEntries(entries)
  }
  return new Uint8Array(
    parquetWriteBuffer({
      schema: schema.map((element) => ({ ...element })),
      columnData: names.map((name) => ({ name, data: actions.map((action) => value(name, action)) })),
    }),
  )
}

function withLongs(vector: unknown): unknown {
  const own = { ...(vector as Record<string, unknown>) }
  return { ...own, cardinality: BigInt(Number(own.cardinality)) }
}

/** The bitmap of deleted rows, with a container of each kind where asked for. */
export function bitmap(rows: readonly number[], kind: 'array' | 'bits' | 'runs' = 'array'): Uint8Array {
  const parts = Map.groupBy(rows, (row) => Math.floor(row / 2 ** 32))
  const head = Buffer.alloc(12)
  head.writeInt32LE(1681511377, 0)
  head.writeBigUInt64LE(BigInt(parts.size), 4)
  const maps = [...parts].flatMap(([key, own]) => {
    const word = Buffer.alloc(4)
    word.writeUInt32LE(key)
    return [
      word,
      bitmap32(
        own.map((row) => row % 2 ** 32),
        kind,
      ),
    ]
  })
  return Buffer.concat([head, ...maps])
}

function bitmap32(rows: readonly number[], kind: 'array' | 'bits' | 'runs'): Uint8Array {
  const groups = [...Map.groupBy(rows, (row) => row >>> 16)]
  const bodies = groups.map(([, own]) =>
    containerOf(
      own.map((row) => row & 0xffff),
      kind,
    ),
  )
  const size = groups.length
  const cookie = kind === 'runs' ? Buffer.alloc(4 + Math.ceil(size / 8), 0xff) : Buffer.alloc(8)
  if (kind === 'runs') cookie.writeUInt32LE(((size - 1) << 16) | 12347)
  else {
    cookie.writeUInt32LE(12346)
    cookie.writeUInt32LE(size, 4)
  }
  const heads = Buffer.alloc(4 * size)
  for (const [index, [key, own]] of groups.entries()) {
    heads.writeUInt16LE(key, 4 * index)
    heads.writeUInt16LE(own.length - 1, 4 * index + 2)
  }
  const offsets = kind === 'runs' && size < 4 ? Buffer.alloc(0) : Buffer.alloc(4 * size)
  let at = cookie.length + heads.length + offsets.length
  for (const [index, body] of bodies.entries()) {
    if (offsets.length > 0) offsets.writeUInt32LE(at, 4 * index)
    at += body.length
  }
  return Buffer.concat([cookie, heads, offsets, ...bodies])
}

function containerOf(rows: readonly number[], kind: 'array' | 'bits' | 'runs'): Buffer {
  if (kind === 'bits') {
    const bits = Buffer.alloc(8192)
    for (const row of rows) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7))
    return bits
  }
  if (kind === 'array') return Buffer.from(Uint16Array.from(rows).buffer)
  const runs: [number, number][] = []
  for (const row of rows) {
    const last = runs.at(-1)
    if (last !== undefined && last[0] + last[1] + 1 === row) last[1]++
    else runs.push([row, 0])
  }
  return Buffer.from(Uint16Array.from([runs.length, ...runs.flat()]).buffer)
}

/** A file of one deletion vector, and the descriptor that points into it. */
export function vectorFile(rows: readonly number[], kind: 'array' | 'bits' | 'runs' = 'array'): VectorFile {
  const data = bitmap(rows, kind)
  const file = Buffer.alloc(1 + 4 + data.length + 4)
  file.writeUInt8(1)
  file.writeUInt32BE(data.length, 1)
  file.set(data, 5)
  file.writeUInt32BE(crc32(data), 5 + data.length)
  return { file, descriptor: { offset: 1, sizeInBytes: data.length, cardinality: rows.length } }
}

export type VectorFile = {
  readonly file: Uint8Array
  readonly descriptor: { readonly offset: number; readonly sizeInBytes: number; readonly cardinality: number }
}

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** Bytes in the base 85 of ZeroMQ, filled up with zeros. */
export function z85(bytes: Uint8Array): string {
  const full = Buffer.alloc(Math.ceil(bytes.length / 4) * 4)
  full.set(bytes)
  let text = ''
  for (let at = 0; at < full.length; at += 4) {
    const word = full.readUInt32BE(at)
    for (let power = 4; power >= 0; power--) text += digits[Math.floor(word / 85 ** power) % 85]
  }
  return text
}
