import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type SqlType,
  textType,
  timestampType,
} from '@glovebox/sql'

// The one place where types of Hive become types of SQL. Moments with and without a zone are in UTC alike.
const simple: Readonly<Record<string, SqlType>> = {
  boolean: booleanType,
  tinyint: integerType,
  smallint: integerType,
  int: integerType,
  integer: integerType,
  bigint: integerType,
  float: doubleType,
  real: doubleType,
  double: doubleType,
  'double precision': doubleType,
  string: textType,
  date: dateType,
  timestamp: timestampType,
  'timestamp with local time zone': timestampType,
}

/** Reads a type as catalogs write it; undefined for bytes, what is nested, and what is no type. */
export function hiveType(written: string): SqlType | undefined {
  const word = written.trim().toLowerCase().replace(/\s+/g, ' ')
  if (Object.hasOwn(simple, word)) return simple[word]
  if (/^(var)?char ?\( ?\d{1,5} ?\)$/.test(word)) return textType
  const [, precisionText, scaleText] =
    /^(?:decimal|numeric|dec)(?: ?\( ?(\d{1,2}) ?(?:, ?(\d{1,2}) ?)?\))?$/.exec(word) ?? []
  if (!/^(decimal|numeric|dec)\b/.test(word) || (word.includes('(') && precisionText === undefined)) return undefined
  const [precision, scale] = [Number(precisionText ?? 10), Number(scaleText ?? 0)]
  return precision >= 1 && precision <= 38 && scale <= precision ? decimalType(precision, scale) : undefined
}
