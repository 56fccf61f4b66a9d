import { readStruct, type Struct, type Thrift, writeStruct } from './thrift.ts'

/** A file made of pieces: bytes of its own, and ranges of the bytes of another one. */
export type Piece =
  | { readonly kind: 'own'; readonly bytes: Uint8Array }
  | { readonly kind: 'of-file'; readonly from: number; readonly to: number }

/** A Parquet file that holds some columns of another one, and nothing else of it. */
export type Projection = { readonly pieces: readonly Piece[]; readonly footer: Uint8Array }

/** Why a file cannot be projected. */
export type Unprojectable = { readonly reason: string }

const magic = new TextEncoder().encode('PAR1')

/**
 * Lays the chunks of the granted columns one after another and writes a footer for them. What is not granted has no
 * address in the result: no range of it reaches a chunk, an index, a bloom filter or a statistic of another column.
 * The footer's own words are a closed list, since writers keep whole schemas in its notes.
 */
export function project(
  footer: Uint8Array,
  footerStart: number,
  granted: ReadonlySet<string>,
): Projection | Unprojectable {
  const file = readStruct(footer)
  if (file === undefined) return { reason: 'its footer cannot be read' }
  if (file.fields.has(8) || file.fields.has(9)) return { reason: 'it is encrypted' }
  const schema = keptSchema(structs(file.fields.get(2)), granted)
  if ('reason' in schema) return schema
  if (schema.leaves.every(({ isKept }) => !isKept)) return { reason: 'it has none of the granted columns' }

  const layout: Layout = { pieces: [{ kind: 'own', bytes: magic }], at: magic.length, kept: [], foreign: [] }
  const groups: Thrift[] = []
  for (const group of structs(file.fields.get(4))) {
    const written = keptGroup(group, schema.leaves, footerStart, layout)
    if ('reason' in written) return written
    groups.push(written)
  }
  if (overlaps(layout)) return { reason: 'its columns share bytes' }

  const fields = new Map<number, Thrift>([
    [2, { kind: 'list', of: 12, items: schema.elements }],
    [4, { kind: 'list', of: 12, items: groups }],
  ])
  for (const id of [1, 3, 6]) copy(file, id, fields)
  const orders = structs(file.fields.get(7))
  if (orders.length === schema.leaves.length)
    fields.set(7, { kind: 'list', of: 12, items: orders.filter((_, i) => schema.leaves[i]?.isKept === true) })
  const written = withLength(writeStruct({ kind: 'struct', fields }))
  return { pieces: [...layout.pieces, { kind: 'own', bytes: written }], footer: written }
}

type Leaf = { readonly column: string; readonly isKept: boolean }
type Kept = { readonly elements: readonly Struct[]; readonly leaves: readonly Leaf[] }
type Interval = { readonly from: number; readonly to: number }
type Layout = { readonly pieces: Piece[]; at: number; readonly kept: Interval[]; readonly foreign: Interval[] }

function keptSchema(elements: readonly Struct[], granted: ReadonlySet<string>): Kept | Unprojectable {
  const [root, ...rest] = elements
  const kept: Struct[] = []
  const leaves: Leaf[] = []
  const names = new Set<string>()
  let at = 0
  for (; at < rest.length; ) {
    const column = text(rest[at]?.fields.get(4))
    if (column === undefined || names.has(column)) return { reason: 'its columns are not told apart by their names' }
    names.add(column)
    const isKept = granted.has(column)
    for (let open = 1; open > 0; open--) {
      const element = rest[at++]
      if (element === undefined) return { reason: 'its schema ends early' }
      const children = Number(integer(element.fields.get(5)) ?? 0n)
      if (children === 0) leaves.push({ column, isKept })
      if (isKept) kept.push(element)
      open += children
    }
  }
  if (root === undefined || Number(integer(root.fields.get(5)) ?? 0n) !== names.size)
    return { reason: 'its schema does not add up' }
  const count = [...names].filter((name) => granted.has(name)).length
  const top = new Map([...root.fields, [5, { kind: 'i32', value: BigInt(count) } satisfies Thrift]])
  return { elements: [{ kind: 'struct', fields: top }, ...kept], leaves }
}

function keptGroup(
  group: Struct,
  leaves: readonly Leaf[],
  footerStart: number,
  layout: Layout,
): Struct | Unprojectable {
  const chunks = structs(group.fields.get(1))
  if (chunks.length !== leaves.length) return { reason: 'a row group of it has not the columns of its schema' }
  const start = layout.at
  const columns: Thrift[] = []
  let uncompressed = 0n
  for (const [i, chunk] of chunks.entries()) {
    const leaf = leaves[i]
    const meta = chunk.fields.get(3)
    if (leaf === undefined || meta?.kind !== 'struct') return { reason: 'a column of it is described elsewhere' }
    if (chunk.fields.has(1) || chunk.fields.has(8) || chunk.fields.has(9))
      return { reason: 'a column of it is encrypted or in another file' }
    const [path] = items(meta.fields.get(3))
    const range = rangeOf(meta, footerStart)
    if (range === undefined || text(path) !== leaf.column) return { reason: 'a column of it is not where it says' }
    noteIndexes(chunk, meta, layout)
    if (!leaf.isKept) {
      layout.foreign.push(range)
      continue
    }
    columns.push(movedChunk(meta, layout.at - range.from, layout.at))
    uncompressed += integer(meta.fields.get(6)) ?? 0n
    layout.kept.push(range)
    layout.pieces.push({ kind: 'of-file', ...range })
    layout.at += range.to - range.from
  }
  const fields = new Map<number, Thrift>([
    [1, { kind: 'list', of: 12, items: columns }],
    [2, { kind: 'i64', value: uncompressed }],
    [5, { kind: 'i64', value: BigInt(start) }],
    [6, { kind: 'i64', value: BigInt(layout.at - start) }],
  ])
  for (const id of [3, 7]) copy(group, id, fields)
  return { kind: 'struct', fields }
}

/** Where the pages of a chunk are: from its dictionary, if it has one, over its compressed size. */
function rangeOf(meta: Struct, footerStart: number): Interval | undefined {
  const data = integer(meta.fields.get(9))
  const dictionary = integer(meta.fields.get(11))
  const size = integer(meta.fields.get(7))
  if (data === undefined || size === undefined || size < 0n) return undefined
  const from = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data)
  const to = from + Number(size)
  if (from < magic.length || to > footerStart || Number(data) > to) return undefined
  return { from, to }
}

function movedChunk(meta: Struct, by: number, at: number): Struct {
  const fields = new Map<number, Thrift>()
  // Statistics and encodings are of this column alone; indexes, bloom filters and notes stay behind.
  for (const id of [1, 2, 3, 4, 5, 6, 7, 12, 13, 16, 17]) copy(meta, id, fields)
  for (const id of [9, 11]) {
    const offset = integer(meta.fields.get(id))
    if (offset !== undefined && offset > 0n) fields.set(id, { kind: 'i64', value: offset + BigInt(by) })
  }
  return {
    kind: 'struct',
    fields: new Map<number, Thrift>([
      [2, { kind: 'i64', value: BigInt(at) }],
      [3, { kind: 'struct', fields }],
    ]),
  }
}

/** Indexes and bloom filters of any column hold values: a chunk that lies over one is not handed out. */
function noteIndexes(chunk: Struct, meta: Struct, layout: Layout): void {
  const places = [
    [chunk.fields.get(4), chunk.fields.get(5)],
    [chunk.fields.get(6), chunk.fields.get(7)],
    [meta.fields.get(14), meta.fields.get(15)],
  ]
  for (const [offset, length] of places) {
    const from = integer(offset)
    if (from !== undefined && from > 0n)
      layout.foreign.push({ from: Number(from), to: Number(from + (integer(length) ?? 1n)) })
  }
}

function overlaps({ kept, foreign }: Layout): boolean {
  const all = [...kept.map((one) => ({ ...one, isKept: true })), ...foreign.map((one) => ({ ...one, isKept: false }))]
  all.sort((a, b) => a.from - b.from || a.to - b.to)
  let keptTo = 0
  let foreignTo = 0
  for (const { from, to, isKept } of all) {
    if (to > from && from < (isKept ? Math.max(keptTo, foreignTo) : keptTo)) return true
    if (isKept) keptTo = Math.max(keptTo, to)
    else foreignTo = Math.max(foreignTo, to)
  }
  return false
}

function withLength(footer: Uint8Array): Uint8Array {
  const written = new Uint8Array(footer.length + 8)
  written.set(footer)
  new DataView(written.buffer).setUint32(footer.length, footer.length, true)
  written.set(magic, footer.length + 4)
  return written
}

function copy(from: Struct, id: number, to: Map<number, Thrift>): void {
  const value = from.fields.get(id)
  if (value !== undefined) to.set(id, value)
}

function items(value: Thrift | undefined): readonly Thrift[] {
  return value?.kind === 'list' ? value.items : []
}

function structs(value: Thrift | undefined): readonly Struct[] {
  return items(value).flatMap((item) => (item.kind === 'struct' ? [item] : []))
}

function integer(value: Thrift | undefined): bigint | undefined {
  return value?.kind === 'i32' || value?.kind === 'i64' ? value.value : undefined
}

function text(value: Thrift | undefined): string | undefined {
  return value?.kind === 'binary' ? new TextDecoder().decode(value.value) : undefined
}
