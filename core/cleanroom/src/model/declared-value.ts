import { readValue, type SqlType, type Value } from '@glovebox/sql'

/** A declared value as one of a column's type, exactly; undefined where it is none. */
export function declaredValue(declared: string | number | boolean, type: SqlType): Exclude<Value, null> | undefined {
  switch (type.kind) {
    case 'boolean':
      return typeof declared === 'boolean' ? declared : undefined
    case 'text':
      return typeof declared === 'string' ? declared : undefined
    case 'integer':
      return typeof declared === 'number' && Number.isSafeInteger(declared) ? BigInt(declared) : undefined
    case 'double':
      return typeof declared === 'number' ? declared + 0 : undefined
    case 'decimal':
      return typeof declared === 'boolean' ? undefined : decimalOf(String(declared), type)
    case 'date':
    case 'timestamp':
      return typeof declared === 'string' ? (readValue(declared, type) ?? undefined) : undefined
    case 'interval':
    case 'null':
      return undefined
  }
}

/** Only where no digit is lost. */
function decimalOf(text: string, type: SqlType & { kind: 'decimal' }): bigint | undefined {
  const value = readValue(text, type)
  const digits = /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0
  if (typeof value !== 'bigint' || digits > type.scale) return undefined
  return value
}
