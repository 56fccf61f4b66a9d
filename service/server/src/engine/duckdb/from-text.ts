import type { SqlType } from '@glovebox/sql'

/** SQL that gives the value of a type that a text expression stands for, NULL where it stands for none. */
export function fromText(expression: string, type: SqlType): string {
  const trimmed = `trim(${expression}, chr(32) || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))`
  const matching = (pattern: string, form: string): string =>
    `CASE WHEN regexp_full_match(${trimmed}, '${pattern}') THEN ${form} END`
  switch (type.kind) {
    case 'boolean':
      return `CASE WHEN lower(${trimmed}) IN ('true', 't', 'yes', 'y', '1') THEN true WHEN lower(${trimmed}) IN ('false', 'f', 'no', 'n', '0') THEN false END`
    case 'integer':
      return matching('[+-]?[0-9]+', `TRY_CAST(${trimmed} AS BIGINT)`)
    case 'decimal':
      return matching(
        '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)',
        `TRY_CAST(${trimmed} AS DECIMAL(${type.precision}, ${type.scale}))`,
      )
    case 'double':
      return matching(
        '(?i)[+-]?(([0-9]+([.][0-9]*)?|[.][0-9]+)(e[+-]?[0-9]+)?|nan|inf|infinity)',
        `TRY_CAST(${trimmed} AS DOUBLE)`,
      )
    case 'date':
      return matching('[0-9]{4}-[0-9]{2}-[0-9]{2}', `TRY_CAST(${trimmed} AS DATE)`)
    case 'timestamp':
      return matching(
        '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?Z?)?',
        `TRY_CAST(${trimmed} AS TIMESTAMP)`,
      )
    case 'text':
      return expression
    case 'interval':
    case 'null':
      return 'NULL'
  }
}
