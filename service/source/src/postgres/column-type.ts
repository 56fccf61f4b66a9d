import type { SqlType } from '@glovebox/sql'

/** How a column of PostgreSQL is read: as what, and by which expression, whose text the type's own reader accepts. */
export type ColumnReading = { readonly type: SqlType; readonly expression: (column: string) => string }

const asText = (column: string): string => `${column}::text`

/**
 * How a type is read; undefined for what has no place here (times of day, intervals, bytes, arrays, ranges, composites,
 * geometry). Domains come as what they are of, enumerations as `enum`.
 *
 * - smallint, integer, bigint → INTEGER; oid too
 * - numeric(p, s) → DECIMAL(p, s) as far as 38 digits hold it; numeric without a scale → DOUBLE
 * - real, double precision → DOUBLE; boolean → BOOLEAN; date → DATE
 * - timestamp, and timestamp with time zone as it is in UTC → TIMESTAMP
 * - text, varchar, char, name, citext, uuid, enumerations, inet, cidr, macaddr, json, jsonb, xml → VARCHAR
 */
export function columnReading(typeName: string, modifier: number): ColumnReading | undefined {
  const plain = Object.hasOwn(plainTypes, typeName) ? plainTypes[typeName] : undefined
  if (plain !== undefined) return { type: { kind: plain }, expression: asText }
  switch (typeName) {
    case 'numeric':
      return { type: decimalOf(modifier), expression: asText }
    case 'bpchar':
      // Blanks at the end of a char(n) are no part of its value, and its cast to text drops them.
      return { type: { kind: 'text' }, expression: asText }
    case 'timestamp':
      return { type: { kind: 'timestamp' }, expression: timestampText }
    case 'timestamptz':
      return { type: { kind: 'timestamp' }, expression: (column) => timestampText(`(${column} AT TIME ZONE 'UTC')`) }
    default:
      return undefined
  }
}

/** Infinity and years that take more than four digits are nothing that is read here: NULL. */
function timestampText(column: string): string {
  return `CASE WHEN ${column} BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN to_char(${column}, 'YYYY-MM-DD HH24:MI:SS.US') END`
}

/** The precision and the scale stand in the modifier, as PostgreSQL packs them. */
function decimalOf(modifier: number): SqlType {
  if (modifier < 4) return { kind: 'double' }
  const precision = ((modifier - 4) >> 16) & 0xffff
  // Eleven bits, with a sign since PostgreSQL 15.
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024
  return precision <= 38 && scale >= 0 && scale <= precision
    ? { kind: 'decimal', precision, scale }
    : { kind: 'double' }
}

const plainTypes: Readonly<Record<string, 'integer' | 'double' | 'boolean' | 'date' | 'text'>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  float4: 'double',
  float8: 'double',
  bool: 'boolean',
  date: 'date',
  text: 'text',
  varchar: 'text',
  name: 'text',
  citext: 'text',
  uuid: 'text',
  enum: 'text',
  inet: 'text',
  cidr: 'text',
  macaddr: 'text',
  json: 'text',
  jsonb: 'text',
  xml: 'text',
}
