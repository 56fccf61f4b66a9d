/** What can be hashed: JSON without anything two writers could spell differently. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * The one spelling of a JSON value (as RFC 8785): keys sorted by UTF-16 code units, no white space, properties that are
 * undefined left out.
 */
export function canonicalJson(value: Json): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      if (!Number.isFinite(value)) throw new Error('a number without a JSON spelling cannot be hashed')
      return JSON.stringify(value)
    case 'string':
      return JSON.stringify(value)
    case 'object':
      return isList(value) ? `[${value.map(canonicalJson).join(',')}]` : canonicalObject(value)
  }
}

function canonicalObject(value: { readonly [key: string]: Json | undefined }): string {
  const members = Object.entries(value)
    .filter((member): member is [string, Json] => member[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

function isList(value: readonly Json[] | { readonly [key: string]: Json | undefined }): value is readonly Json[] {
  return Array.isArray(value)
}
