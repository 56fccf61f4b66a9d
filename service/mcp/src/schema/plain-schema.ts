import type { JsonSchema, Shape } from '@glovebox/api'

/** The JSON schema of a shape that stands by itself: what it names is in `$defs`. */
export function plainSchema(shape: Shape<unknown>): JsonSchema & { readonly type: 'object' } {
  const definitions = new Map<string, unknown>()
  const root = plain(shape.schema, definitions) as JsonSchema
  const all = Object.fromEntries(definitions)
  return { ...root, type: 'object', ...(definitions.size === 0 ? {} : { $defs: all }) }
}

function plain(value: unknown, definitions: Map<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((member) => plain(member, definitions))
  if (typeof value !== 'object' || value === null) return value
  if ('x-shape' in value) {
    const { name = '', schema } = value['x-shape'] as Shape<unknown>
    if (!definitions.has(name)) {
      definitions.set(name, {})
      definitions.set(name, plain(schema, definitions))
    }
    return { $ref: `#/$defs/${name}` }
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member, definitions)]))
}
