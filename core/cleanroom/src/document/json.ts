/** A plain JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A plain JSON object. */
export type JsonObject = { readonly [key: string]: Json | undefined }

/** Whether a value is a JSON object, not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether two values say the same, whatever the order of their keys; a key without a value is none. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, i) => sameJson(item, other[i]))
  }
  if (!isObject(one)) return Object.is(one, other)
  if (!isObject(other)) return false
  const keys = definedKeys(one)
  return (
    keys.length === definedKeys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
  )
}

function definedKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined)
}
