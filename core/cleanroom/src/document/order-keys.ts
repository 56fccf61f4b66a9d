import type { JsonSchema } from '../file/decode.ts'
import { isObject } from './json.ts'

/**
 * The value with its keys in the order of its schema, which is that of the reference; keys that are the user's own
 * names keep their order, and keys without a value are left out.
 */
export function orderKeys(value: unknown, schema: JsonSchema): unknown {
  const { items, properties, additionalProperties } = choiceFor(value, schema)
  if (Array.isArray(value)) return value.map((item) => orderKeys(item, schemaOr(items)))
  if (!isObject(value)) return value
  const known = isObject(properties) ? properties : {}
  const ranks = Object.keys(known)
  const entries = Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .map(([key, child]) => {
      const below = Object.hasOwn(known, key) ? known[key] : additionalProperties
      return [key, orderKeys(child, schemaOr(below))] as const
    })
  const rank = (key: string): number => (ranks.includes(key) ? ranks.indexOf(key) : ranks.length)
  return Object.fromEntries(entries.toSorted(([a], [b]) => rank(a) - rank(b)))
}

/** Of several forms the one of the value's type. */
function choiceFor(value: unknown, schema: JsonSchema): JsonSchema {
  if (!Array.isArray(schema.oneOf)) return schema
  const type = Array.isArray(value) ? 'array' : typeof value
  return schemaOr(schema.oneOf.find((choice) => isObject(choice) && choice.type === type))
}

function schemaOr(schema: unknown): JsonSchema {
  return isObject(schema) ? schema : {}
}
