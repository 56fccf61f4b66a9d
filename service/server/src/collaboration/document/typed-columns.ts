import { type ColumnsDocument, foldCase, whyNoName } from '@glovebox/cleanroom'
import { parseTypeText, typeName } from '@glovebox/sql'
import type { FoundColumn } from '../../state/pins.ts'

/**
 * The allowed columns of a table with their types: as declared, or as they were found in its source. Undefined where
 * nobody looked into the source yet, or nothing in it can be used.
 */
export function typedColumns(
  declared: ColumnsDocument | undefined,
  found: readonly FoundColumn[] | undefined,
): Readonly<Record<string, string>> | undefined {
  if (declared !== undefined && !isList(declared)) return declared
  const usable = (found ?? []).filter(
    ({ name, type }) => type !== undefined && declared?.includes(name) !== false && isOnlyOne(name, found ?? []),
  )
  if (usable.length === 0) return undefined
  return Object.fromEntries(usable.map((column) => [column.name, declaredType(column)]))
}

/** The width that a source gives its integers says what they can be. */
function declaredType({ engineType, type }: FoundColumn): string {
  const isOurs = type?.kind === 'integer' && parseTypeText(engineType)?.type.kind === 'integer'
  return isOurs || type === undefined ? engineType : typeName(type)
}

/** Engines ignore case: a column that differs from another in it alone cannot be told from it. */
function isOnlyOne(name: string, columns: readonly FoundColumn[]): boolean {
  const alike = columns.filter((column) => foldCase(column.name) === foldCase(name))
  return alike.length === 1 && whyNoName('column', name) === undefined
}

function isList(columns: ColumnsDocument): columns is readonly string[] {
  return Array.isArray(columns)
}
