import type { SqlType } from '@glovebox/sql'

/** What a file's own column type is to us. */
export type FoundType =
  | { readonly kind: 'boolean' | 'double' | 'text' | 'date' }
  | { readonly kind: 'integer'; readonly low: bigint; readonly high: bigint }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  /** `isPlain`: microseconds without a zone, as in the middle. */
  | { readonly kind: 'timestamp'; readonly isPlain: boolean }

/** Reads a type as DuckDB writes it; undefined for what has no place in the middle (structs, lists, blobs, times …). */
export function foundType(engineType: string): FoundType | undefined {
  const known = plain[engineType]
  if (known !== undefined) return known
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(engineType)
  if (decimal !== null) return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) }
  // The members of an enumeration are the file's: they may hold any text, brackets too.
  return /^ENUM\(.*\)$/s.test(engineType) ? { kind: 'text' } : undefined
}

/** The type of the middle that holds such a column best. */
export function middleType(found: FoundType): SqlType {
  switch (found.kind) {
    case 'boolean':
    case 'double':
    case 'text':
    case 'date':
    case 'timestamp':
      return { kind: found.kind }
    case 'integer':
      // Identifiers are often hashes of 64 bits without a sign: half of them are no integers of ours.
      if (found.high < 2n ** 63n) return { kind: 'integer' }
      return { kind: 'decimal', precision: found.high < 2n ** 64n ? 20 : 38, scale: 0 }
    case 'decimal':
      return { kind: 'decimal', precision: found.precision, scale: found.scale }
  }
}

const zoned: FoundType = { kind: 'timestamp', isPlain: false }

function signed(bits: bigint): FoundType {
  return { kind: 'integer', low: -(2n ** (bits - 1n)), high: 2n ** (bits - 1n) - 1n }
}

function unsigned(bits: bigint): FoundType {
  return { kind: 'integer', low: 0n, high: 2n ** bits - 1n }
}

const plain: Readonly<Record<string, FoundType | undefined>> = {
  BOOLEAN: { kind: 'boolean' },
  TINYINT: signed(8n),
  SMALLINT: signed(16n),
  INTEGER: signed(32n),
  BIGINT: signed(64n),
  UTINYINT: unsigned(8n),
  USMALLINT: unsigned(16n),
  UINTEGER: unsigned(32n),
  UBIGINT: unsigned(64n),
  HUGEINT: signed(128n),
  UHUGEINT: unsigned(128n),
  FLOAT: { kind: 'double' },
  DOUBLE: { kind: 'double' },
  VARCHAR: { kind: 'text' },
  JSON: { kind: 'text' },
  UUID: { kind: 'text' },
  DATE: { kind: 'date' },
  TIMESTAMP: { kind: 'timestamp', isPlain: true },
  TIMESTAMP_S: zoned,
  TIMESTAMP_MS: zoned,
  TIMESTAMP_NS: zoned,
  'TIMESTAMP WITH TIME ZONE': zoned,
}
