import { malformed } from './refused.ts'

/** The members of an object of metadata; a map, as their names may be anything. */
export type Members = ReadonlyMap<string, unknown>

/** Reads JSON; whole numbers that doubles do not hold become `bigint`s. */
export function readJson(text: string, where: string): unknown {
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const source = context?.source
    if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value
    return /^-?[0-9]+$/.test(source) ? BigInt(source) : value
  }
  try {
    return JSON.parse(text, exact)
  } catch {
    return malformed(`${where} is no JSON`)
  }
}

/** An object, by its members. */
export function members(value: unknown, where: string): Members {
  if (value instanceof Map) return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return malformed(`${where} is no object`)
  return new Map(Object.entries(value))
}

/** A list. */
export function list(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : malformed(`${where} is no list`)
}

/** A text. */
export function text(value: unknown, where: string): string {
  return typeof value === 'string' ? value : malformed(`${where} is no text`)
}

/** A truth value. */
export function truth(value: unknown, where: string): boolean {
  return typeof value === 'boolean' ? value : malformed(`${where} is neither true nor false`)
}

/** A whole number that a double holds. */
export function whole(value: unknown, where: string): number {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : malformed(`${where} is no whole number`)
}

/** A number that counts something. */
export function count(value: unknown, where: string): number {
  const number = whole(value, where)
  return number >= 0 ? number : malformed(`${where} is negative`)
}

/** A whole number of 64 bits. */
export function long(value: unknown, where: string): bigint {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? value : malformed(`${where} is too large`)
  return BigInt(whole(value, where))
}

/** What is there, read in one of the ways above; absent and null are `undefined`. */
export function maybe<T>(value: unknown, where: string, read: (value: unknown, where: string) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value, where)
}
