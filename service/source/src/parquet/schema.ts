import type { SqlType } from '@glovebox/sql'
import { type Meaning, type PhysicalType, physicalTypes, typeOf, typeWord } from './column-meaning.ts'
import {
  readBinary,
  readBoolean,
  readInner,
  readInteger,
  readStructs,
  ThriftError,
  type ThriftStruct,
} from './thrift.ts'

/** A column of the table: a leaf of the schema, or a tree of them that has no place here. */
export type ParquetColumn = {
  readonly name: string
  /** What tables like Iceberg's know it by. */
  readonly fieldId?: number
  readonly sourceType: string
  readonly type?: SqlType
  readonly isNullable: boolean
  /** Its leaves in each row group: from the first up to, and without, the last. */
  readonly leaves: { readonly from: number; readonly to: number }
  /** How a single leaf is stored; absent for trees. */
  readonly stored?: { readonly physical: PhysicalType; readonly meaning: Meaning }
}

/** Columns, and the path of each leaf, as bytes of UTF-8. */
export type ParquetSchema = {
  readonly columns: readonly ParquetColumn[]
  readonly leafPaths: readonly (readonly Uint8Array[])[]
}

const mostElements = 100_000
const deepest = 64
const decoder = new TextDecoder('utf-8', { fatal: true })

type Element = {
  readonly name: Uint8Array
  readonly struct: ThriftStruct
  readonly children: number
  readonly repetition: number
}

/** Reads the schema of a footer: elements in the order of a walk through the tree, each with the number of its children. */
export function readSchema(bytes: Uint8Array, footer: ThriftStruct): ParquetSchema {
  const elements: Element[] = []
  for (const struct of readStructs(bytes, footer, 2)) {
    if (elements.length === mostElements) throw new ThriftError('too many columns')
    elements.push(readElement(bytes, struct))
  }
  const leafPaths: Uint8Array[][] = []
  let next = 1
  const walk = (path: readonly Uint8Array[], depth: number): Element => {
    const element = elements[next++]
    if (element === undefined || depth > deepest) throw new ThriftError('schema')
    const own = [...path, element.name]
    if (element.children === 0) leafPaths.push(own)
    for (let i = 0; i < element.children; i++) walk(own, depth + 1)
    return element
  }
  const columns: ParquetColumn[] = []
  const [root] = elements
  if (root === undefined) throw new ThriftError('schema')
  for (let i = 0; i < root.children; i++) {
    const from = leafPaths.length
    const element = walk([], 0)
    columns.push(columnOf(bytes, element, { from, to: leafPaths.length }))
  }
  if (next !== elements.length) throw new ThriftError('schema')
  return { columns, leafPaths }
}

function readElement(bytes: Uint8Array, struct: ThriftStruct): Element {
  const children = Number(readInteger(bytes, struct, 5) ?? 0n)
  const name = readBinary(bytes, struct, 4)
  if (name === undefined || children < 0 || children > mostElements) throw new ThriftError('schema')
  return { name, struct, children, repetition: Number(readInteger(bytes, struct, 3) ?? 0n) }
}

function columnOf(
  bytes: Uint8Array,
  { name, struct, children, repetition }: Element,
  leaves: ParquetColumn['leaves'],
): ParquetColumn {
  const id = readInteger(bytes, struct, 9)
  const base = {
    name: decoder.decode(name),
    isNullable: repetition !== 0,
    leaves,
    ...(id === undefined ? {} : { fieldId: Number(id) }),
  }
  const physical = physicalTypes[Number(readInteger(bytes, struct, 1) ?? -1n)]
  if (children > 0 || physical === undefined) return { ...base, sourceType: 'group' }
  const meaning = readMeaning(bytes, struct)
  const sourceType = typeWord(physical, meaning)
  if (repetition === 2) return { ...base, sourceType: `list of ${sourceType}` }
  const type = typeOf(physical, meaning)
  return { ...base, sourceType, stored: { physical, meaning }, ...(type === undefined ? {} : { type }) }
}

function readMeaning(bytes: Uint8Array, element: ThriftStruct): Meaning {
  const logical = readInner(bytes, element, 10)
  const member = logical?.fields[0]
  if (logical === undefined || member === undefined) return convertedMeaning(bytes, element)
  const inner = readInner(bytes, logical, member.id)
  if (inner === undefined) return { kind: 'other', word: 'UNKNOWN' }
  switch (member.id) {
    case 5:
      return decimal(readInteger(bytes, inner, 2), readInteger(bytes, inner, 1))
    case 8: {
      const unit = timeUnits.get(readInner(bytes, inner, 2)?.fields[0]?.id ?? 0)
      if (unit === undefined) return { kind: 'other', word: 'TIMESTAMP' }
      return { kind: 'timestamp', unit, isUtc: readBoolean(bytes, inner, 1) ?? false }
    }
    case 10: {
      const bits = Number(readInteger(bytes, inner, 1) ?? 0n)
      return { kind: 'integer', bits, isSigned: readBoolean(bytes, inner, 2) ?? true }
    }
    default:
      return logicalMeanings.get(member.id) ?? { kind: 'other', word: `logical type ${member.id}` }
  }
}

const timeUnits: ReadonlyMap<number, 'MILLIS' | 'MICROS' | 'NANOS'> = new Map([
  [1, 'MILLIS'],
  [2, 'MICROS'],
  [3, 'NANOS'],
])

const logicalMeanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [1, { kind: 'STRING' }],
  [4, { kind: 'ENUM' }],
  [6, { kind: 'DATE' }],
  [7, { kind: 'other', word: 'TIME' }],
  [11, { kind: 'other', word: 'UNKNOWN' }],
  [12, { kind: 'JSON' }],
  [13, { kind: 'other', word: 'BSON' }],
  [14, { kind: 'UUID' }],
  [15, { kind: 'FLOAT16' }],
  [16, { kind: 'other', word: 'VARIANT' }],
  [17, { kind: 'other', word: 'GEOMETRY' }],
  [18, { kind: 'other', word: 'GEOGRAPHY' }],
])

/** What files of before 2018 say instead. */
function convertedMeaning(bytes: Uint8Array, element: ThriftStruct): Meaning {
  const converted = readInteger(bytes, element, 6)
  if (converted === undefined) return { kind: 'plain' }
  if (converted === 5n) return decimal(readInteger(bytes, element, 8), readInteger(bytes, element, 7))
  return convertedMeanings[Number(converted)] ?? { kind: 'other', word: `converted type ${converted}` }
}

function decimal(precision: bigint | undefined, scale: bigint | undefined): Meaning {
  return { kind: 'decimal', precision: Number(precision ?? 0n), scale: Number(scale ?? 0n) }
}

const convertedMeanings: readonly (Meaning | undefined)[] = [
  { kind: 'STRING' },
  undefined,
  undefined,
  undefined,
  { kind: 'ENUM' },
  undefined,
  { kind: 'DATE' },
  { kind: 'other', word: 'TIME_MILLIS' },
  { kind: 'other', word: 'TIME_MICROS' },
  { kind: 'timestamp', unit: 'MILLIS', isUtc: true },
  { kind: 'timestamp', unit: 'MICROS', isUtc: true },
  ...[8, 16, 32, 64].map((bits): Meaning => ({ kind: 'integer', bits, isSigned: false })),
  ...[8, 16, 32, 64].map((bits): Meaning => ({ kind: 'integer', bits, isSigned: true })),
  { kind: 'JSON' },
  { kind: 'other', word: 'BSON' },
  { kind: 'other', word: 'INTERVAL' },
]
