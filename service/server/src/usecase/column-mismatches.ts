import type { TableAssociation } from '@glovebox/cleanroom'
import { parseTypeText, readValue, type SqlType, type Value, writeValue } from '@glovebox/sql'
import type { FoundColumn } from '../state/pins.ts'

/** A column that is declared as another type than its source has, and what that does to its cells. */
export type ColumnMismatch = {
  readonly column: string
  readonly declared: string
  /** The source's own word. */
  readonly found: string
  readonly effect: string
}

/** The columns of a table whose declared types lose cells of what its source has. */
export function columnMismatches(
  { columns, source }: Pick<TableAssociation, 'columns' | 'source'>,
  current: readonly FoundColumn[],
): readonly ColumnMismatch[] {
  if (columns.kind !== 'typed') return []
  // Of these no type says how wide its values are: it was found in texts.
  const isInferred = 'format' in source && source.format !== 'parquet'
  // Cells of these are texts on their way: how they are spelled decides.
  const isText = isInferred || source.kind === 'postgres'
  return columns.columns.flatMap(({ name, declared, type }) => {
    const found = current.find((column) => column.name === name)
    if (found === undefined) return []
    const effect = effectOf(found, { declared, type }, { isText, isInferred })
    return effect === undefined ? [] : [{ column: name, declared, found: found.engineType, effect }]
  })
}

type Declared = { readonly declared: string; readonly type: SqlType }

function effectOf(
  found: FoundColumn,
  { declared, type }: Declared,
  { isText, isInferred }: { readonly isText: boolean; readonly isInferred: boolean },
): string | undefined {
  if (found.type === undefined) return 'there is no such type in SQL here, and runs that read it fail'
  if (found.type.kind === 'text') return type.kind === 'text' ? undefined : `texts that are no ${declared} become NULL`
  if (isNever(found.type, type, isText))
    return isText ? `texts that are no ${declared} become NULL` : 'nothing of it conforms, and runs that read it fail'
  return lossOf(found, { declared, type }, isInferred)
}

/** A value of a type that most others have too. */
function sampleOf(type: SqlType): Value {
  switch (type.kind) {
    case 'boolean':
      return true
    case 'double':
      return 1
    case 'decimal':
      return 10n ** BigInt(type.scale)
    default:
      return 1n
  }
}

/** What values of a type may come from, as engines read files that state their types. */
const comesFrom: Readonly<Record<SqlType['kind'], readonly SqlType['kind'][]>> = {
  boolean: ['boolean', 'integer'],
  integer: ['integer', 'boolean', 'double', 'decimal'],
  decimal: ['integer', 'decimal', 'double'],
  double: ['integer', 'decimal', 'double'],
  text: ['boolean', 'integer', 'decimal', 'double', 'date', 'timestamp', 'text'],
  date: ['date', 'timestamp'],
  timestamp: ['timestamp', 'date'],
  interval: [],
  null: [],
}

function isNever(from: SqlType, to: SqlType, isText: boolean): boolean {
  if (!isText) return !comesFrom[to.kind].includes(from.kind)
  return (readValue(writeValue(sampleOf(from), from), to) ?? null) === null
}

function lossOf(found: FoundColumn, { declared, type }: Declared, isInferred: boolean): string | undefined {
  const from = found.type
  switch (type.kind) {
    case 'boolean':
      return from?.kind === 'boolean' ? undefined : 'all numbers but 0 and 1 become NULL'
    case 'integer': {
      if (from?.kind === 'double' || (from?.kind === 'decimal' && from.scale > 0))
        return 'numbers with a fraction become NULL'
      return !isInferred && isNarrower(declared, found.engineType)
        ? `numbers outside of ${declared} become NULL`
        : undefined
    }
    case 'decimal':
      return isInferred ? undefined : decimalLoss(from, type)
    default:
      return undefined
  }
}

function decimalLoss(
  from: SqlType | undefined,
  { precision, scale }: SqlType & { kind: 'decimal' },
): string | undefined {
  const whole = precision - scale
  const needed = from?.kind === 'decimal' ? from.precision - from.scale : from?.kind === 'integer' ? 19 : Infinity
  if (needed > whole) return `numbers of more than ${whole} digits before the point become NULL`
  return from?.kind === 'decimal' && from.scale > scale ? `numbers are rounded to ${scale} digits` : undefined
}

function isNarrower(declared: string, found: string): boolean {
  const range = parseTypeText(declared)?.range
  if (range === undefined) return false
  const own = parseTypeText(found)?.range
  return own === undefined || own.low < range.low || own.high > range.high
}
