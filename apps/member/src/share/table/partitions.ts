import type { PartitionType } from '../config/share-config.ts'

/** The values of partition columns in a path: `day=2026-01-01/part-0.parquet`. Nothing where one is missing or none. */
export function partitionValues(
  key: string,
  types: Readonly<Record<string, PartitionType>>,
): Readonly<Record<string, string>> | undefined {
  const written = new Map<string, string>()
  for (const part of key.split('/').slice(0, -1)) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(part) ?? []
    if (name !== undefined && value !== undefined) written.set(decoded(name), decoded(value))
  }
  const values: Record<string, string> = {}
  for (const [name, type] of Object.entries(types)) {
    const value = written.get(name)
    if (value === undefined) return undefined
    // An empty string is NULL in the protocol, whatever the type.
    values[name] = value === '__HIVE_DEFAULT_PARTITION__' ? '' : value
    if (values[name] !== '' && !isValue(value, type)) return undefined
  }
  return values
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isValue(text: string, type: PartitionType): boolean {
  switch (type) {
    case 'string':
      return true
    case 'boolean':
      return text === 'true' || text === 'false'
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
    case 'integer':
    case 'long': {
      const bits = type === 'integer' ? 31n : 63n
      return /^-?(0|[1-9]\d{0,18})$/.test(text) && BigInt.asIntN(Number(bits) + 1, BigInt(text)) === BigInt(text)
    }
  }
}
