import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet'

/** A type as Delta writes it. */
export type DeltaType =
  | string
  | { readonly type: 'struct'; readonly fields: readonly DeltaField[] }
  | { readonly type: 'array'; readonly elementType: DeltaType; readonly containsNull: boolean }
  | {
      readonly type: 'map'
      readonly keyType: DeltaType
      readonly valueType: DeltaType
      readonly valueContainsNull: boolean
    }

/** A column as Delta writes it. Any may be NULL: of later files nothing is promised. */
export type DeltaField = {
  readonly name: string
  readonly type: DeltaType
  readonly nullable: boolean
  readonly metadata: Readonly<Record<string, never>>
}

/** The columns of a Parquet file; the name of the first whose type Delta does not have, if there is one. */
export function deltaFields(metadata: FileMetaData): readonly DeltaField[] | { readonly unknown: string } {
  const fields: DeltaField[] = []
  for (const child of parquetSchema(metadata).children) {
    const type = typeOf(child)
    if (type === undefined) return { unknown: child.element.name }
    fields.push(fieldOf(child.element.name, type))
  }
  return fields
}

/** A column that may be NULL. */
export function fieldOf(name: string, type: DeltaType): DeltaField {
  return { name, type, nullable: true, metadata: {} }
}

function typeOf(tree: SchemaTree): DeltaType | undefined {
  const { element, children } = tree
  if (element.repetition_type === 'REPEATED') {
    const elementType = children.length > 0 ? structOf(children) : leafType(element)
    return elementType === undefined ? undefined : { type: 'array', elementType, containsNull: false }
  }
  if (children.length === 0) return leafType(element)
  const kind = element.logical_type?.type ?? element.converted_type
  const [entries] = children
  if (kind === 'LIST' && entries !== undefined) return listOf(entries)
  if ((kind === 'MAP' || kind === 'MAP_KEY_VALUE') && entries !== undefined) return mapOf(entries)
  return kind === undefined ? structOf(children) : undefined
}

function structOf(children: readonly SchemaTree[]): DeltaType | undefined {
  const fields: DeltaField[] = []
  for (const child of children) {
    const type = typeOf(child)
    if (type === undefined) return undefined
    fields.push(fieldOf(child.element.name, type))
  }
  return { type: 'struct', fields }
}

function listOf(entries: SchemaTree): DeltaType | undefined {
  const [element] = entries.children
  if (element === undefined || entries.children.length !== 1) return undefined
  const elementType = typeOf(element)
  return elementType === undefined ? undefined : { type: 'array', elementType, containsNull: true }
}

function mapOf(entries: SchemaTree): DeltaType | undefined {
  const [key, value] = entries.children
  const keyType = key === undefined ? undefined : typeOf(key)
  const valueType = value === undefined ? undefined : typeOf(value)
  if (keyType === undefined || valueType === undefined) return undefined
  return { type: 'map', keyType, valueType, valueContainsNull: true }
}

function leafType(element: SchemaElement): DeltaType | undefined {
  const { type, logical_type: logical, converted_type: converted, precision, scale } = element
  if (logical?.type === 'DECIMAL') return `decimal(${logical.precision},${logical.scale})`
  if (converted === 'DECIMAL') return `decimal(${precision ?? 0},${scale ?? 0})`
  if (logical?.type === 'DATE' || converted === 'DATE') return 'date'
  if (logical?.type === 'TIMESTAMP') return logical.unit === 'NANOS' ? undefined : 'timestamp'
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS' || type === 'INT96') return 'timestamp'
  switch (type) {
    case 'BOOLEAN':
      return 'boolean'
    case 'FLOAT':
      return 'float'
    case 'DOUBLE':
      return 'double'
    case 'INT32':
    case 'INT64':
      return integerType(element)
    case 'BYTE_ARRAY':
      return textKinds.has(logical?.type ?? converted ?? '') ? 'string' : logical === undefined ? 'binary' : undefined
    default:
      return undefined
  }
}

const textKinds = new Set(['STRING', 'UTF8', 'ENUM', 'JSON'])

function integerType({ type, logical_type: logical, converted_type: converted }: SchemaElement): string | undefined {
  if (logical !== undefined && logical.type !== 'INTEGER') return undefined
  const bits = logical?.bitWidth ?? Number(/^U?INT_(\d+)$/.exec(converted ?? '')?.[1] ?? (type === 'INT32' ? 32 : 64))
  const isSigned = logical?.isSigned ?? !(converted ?? '').startsWith('UINT')
  if (converted?.startsWith('TIME_') === true) return undefined
  const needed = isSigned ? bits : bits * 2
  if (needed <= 8) return 'byte'
  if (needed <= 16) return 'short'
  if (needed <= 32) return 'integer'
  // What Parquet calls an unsigned 32-bit number is stored in 32 bits, which readers of a `long` do not expect.
  return isSigned && type === 'INT64' ? 'long' : undefined
}
