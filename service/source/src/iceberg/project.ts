import { fits } from '../lake/footer.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import { list, type Members, maybe, members, readJson, text, whole } from '../lake/shape.ts'
import type { ParquetFooter } from '../parquet/footer.ts'
import type { ParquetColumn } from '../parquet/schema.ts'
import { constantOf } from './iceberg-type.ts'
import type { TableFile } from './read-manifest.ts'
import type { IcebergColumn, PartitionField } from './table-metadata.ts'

/** Names that columns may have in files that carry no ids, and the ids they stand for. */
export type NameMapping = ReadonlyMap<string, number>

/** Where a column of the table is in a file: under a name, in no row (null), or the same in all rows. */
export type Place =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: string | null }

/** The property of a table that holds its name mapping. */
export const mappingProperty = 'schema.name-mapping.default'

/** Reads the name mapping of a table's properties. */
export function readNameMapping(properties: Members): NameMapping | undefined {
  const json = maybe(properties.get(mappingProperty), `\`${mappingProperty}\``, text)
  if (json === undefined) return undefined
  const where = 'the name mapping'
  const pairs = list(readJson(json, where), where).flatMap((field): [string, number][] => {
    const own = members(field, where)
    const id = maybe(own.get('field-id'), where, whole)
    return id === undefined ? [] : list(own.get('names'), where).map((name) => [text(name, where), id])
  })
  const mapping = new Map(pairs)
  return mapping.size < pairs.length ? malformed('a name stands twice in the name mapping') : mapping
}

/** The columns of a file by their field ids. */
export function columnsById(
  { columns }: ParquetFooter,
  mapping: NameMapping | undefined,
): ReadonlyMap<number, ParquetColumn> {
  if (mapping === undefined && columns.length > 0 && columns.every(({ fieldId }) => fieldId === undefined))
    return unsupported(
      `a file of the table has columns without field ids, and the table has no property \`${mappingProperty}\` that gives them`,
    )
  const found = new Map<number, ParquetColumn>()
  for (const column of columns) {
    const id = column.fieldId ?? mapping?.get(column.name)
    if (id === undefined) continue
    if (found.has(id)) malformed('two columns of a file have one field id')
    found.set(id, column)
  }
  return found
}

/** Where a column is in a file, by the order that the specification gives. */
export function placeOf(
  { id, name, type, isRequired }: IcebergColumn,
  columns: ReadonlyMap<number, ParquetColumn>,
  fields: readonly PartitionField[],
  file: TableFile,
): Place {
  const column = columns.get(id)
  if (column !== undefined) {
    if (!fits(column, type.sql?.kind)) malformed(`column \`${name}\` is of another type in a file of the table`)
    return { kind: 'column', name: column.name }
  }
  const field = fields.find(({ source, transform }) => source === id && transform.kind === 'identity')
  const partition = field === undefined ? undefined : file.partition.get(field.id)
  if (partition !== undefined) {
    const value = constantOf(type, partition)
    return value === undefined
      ? unsupported(`partitions by column \`${name}\` are not read`)
      : { kind: 'constant', value }
  }
  if (isRequired) malformed(`column \`${name}\` must have values, and a file of the table does not have it`)
  return { kind: 'constant', value: null }
}
