import type { JsonSchema, Shape } from '@glovebox/api'
import fc from 'fast-check'

type Named = { readonly $ref?: string; readonly 'x-shape'?: Shape<unknown> }

/** Values that a schema lets through, most of them: what a pattern asks for is drawn from `known`, or is any text. */
export function valuesOf(schema: JsonSchema, known: readonly string[], depth = 5): fc.Arbitrary<unknown> {
  const { 'x-shape': shape } = schema as Named
  if (shape !== undefined) return valuesOf(shape.schema, known, depth)
  const { anyOf, type } = schema as { readonly anyOf?: readonly JsonSchema[]; readonly type?: string }
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as readonly unknown[]))
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((one) => valuesOf(one, known, depth)))
  switch (type) {
    case 'string':
      return textsOf(schema, known)
    case 'integer':
      return fc.integer({ min: bound(schema.minimum, -100), max: bound(schema.maximum, 1000) })
    case 'number':
      return fc.double({ min: bound(schema.minimum, -100), max: bound(schema.maximum, 1000), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return depth === 0
        ? fc.constant([])
        : fc.array(valuesOf(schema.items as JsonSchema, known, depth - 1), {
            minLength: bound(schema.minItems, 0),
            maxLength: Math.max(3, bound(schema.minItems, 0)),
          })
    case 'object':
      return objectsOf(schema, known, depth)
    default:
      return fc.jsonValue({ maxDepth: 3 })
  }
}

/** Values that a schema does not let through, or hardly: of other types, with keys missing and added, far too long. */
export function hostileValues(schema: JsonSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  const fitting = valuesOf(schema, known)
  return fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom<unknown>(null, [], {}, '', 0, 'x'.repeat(100_000), { __proto__: null, constructor: 1 }),
    fitting.map((value) => (isObject(value) ? { ...value, more: 1 } : [value])),
    fc.tuple(fitting, fc.nat(), nasty).map(([value, at, bad]) => (isObject(value) ? replaced(value, at, bad) : bad)),
  )
}

/** Texts that have broken others. */
export const nasty: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  "'; DROP TABLE organisations; --",
  '\u0000',
  '\ud800',
  '../../../../etc/passwd',
  '%00',
  '\u202e',
  '{{7*7}}',
  '<script>alert(1)</script>',
  'a'.repeat(70_000),
  -1,
  1e308,
  2 ** 53 + 2,
  true,
  null,
  [[[[]]]],
  { a: { b: { c: {} } } },
  '2026-02-30T25:61:61Z',
  '9999-12-31T23:59:59.999Z',
)

function textsOf(schema: JsonSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  const pattern = typeof schema.pattern === 'string' ? new RegExp(schema.pattern, 'u') : undefined
  const examples = (schema.examples ?? []) as readonly string[]
  const fitting = [...known, ...examples].filter((text) => pattern?.test(text) ?? true)
  const some = fc.string({
    minLength: bound(schema.minLength, 0),
    maxLength: Math.min(bound(schema.maxLength, 20), 30),
  })
  return fitting.length === 0 ? some : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fitting) }, some)
}

function objectsOf(schema: JsonSchema, known: readonly string[], depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>)
  const required = (schema.required ?? []) as readonly string[]
  const kept = depth === 0 ? properties.filter(([key]) => required.includes(key)) : properties
  const fields = Object.fromEntries(kept.map(([key, inner]) => [key, valuesOf(inner, known, Math.max(0, depth - 1))]))
  return fc.record(fields, { requiredKeys: required.filter((key) => Object.hasOwn(fields, key)) })
}

function replaced(value: Readonly<Record<string, unknown>>, at: number, bad: unknown): unknown {
  const keys = Object.keys(value)
  const key = keys[at % Math.max(1, keys.length)]
  return key === undefined ? bad : { ...value, [key]: bad }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bound(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? Math.max(-1e9, Math.min(1e9, value)) : otherwise
}
