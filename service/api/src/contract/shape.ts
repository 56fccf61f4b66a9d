/** A JSON Schema (2020-12), as OpenAPI 3.1 holds it. */
export type JsonSchema = { readonly [key: string]: unknown }

/** Why a value is not what was asked for. `path` is a JSON Pointer; nothing of the value itself is in it. */
export type Mismatch = { readonly path: string; readonly message: string }

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly mismatches: readonly Mismatch[] }

/** What a value on the wire looks like: its schema for documents, and the reader that lets nothing else through. */
export type Shape<T> = {
  readonly schema: JsonSchema
  /** The name under which OpenAPI keeps it. */
  readonly name?: string
  readonly decode: (value: unknown, path: string) => Decoded<T>
}

/** A field that may be absent. */
export type OptionalField<T> = { readonly optional: Shape<T> }

type Field<T, K extends keyof T> =
  Record<never, never> extends Pick<T, K> ? OptionalField<Exclude<T[K], undefined>> : Shape<T[K]>

/** One reader for every key of `T`; forgetting one does not compile. */
export type Fields<T> = { readonly [K in keyof T]-?: Field<T, K> }

/** Says what a shape is for, in the reference. */
export function described<T>(shape: Shape<T>, description: string): Shape<T> {
  return { ...shape, schema: { ...shape.schema, description } }
}

/** Marks a field as one that may be absent. */
export function optional<T>(shape: Shape<T>): OptionalField<T> {
  return { optional: shape }
}

/** A text of bounded length; `pattern` is anchored by itself. */
export function text(
  bounds: {
    readonly min?: number
    readonly max?: number
    readonly pattern?: RegExp
    readonly format?: string
    readonly example?: string
  } = {},
): Shape<string> {
  const { min = 0, max = 10_000, pattern, format, example } = bounds
  const schema = {
    type: 'string',
    ...(min === 0 ? {} : { minLength: min }),
    maxLength: max,
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
    ...(format === undefined ? {} : { format }),
    ...(example === undefined ? {} : { examples: [example] }),
  }
  return {
    schema,
    decode: (value, path) => {
      if (typeof value !== 'string') return mismatch(path, 'must be a text')
      // JSON Schema counts code points.
      const length = value.length <= max && value.length >= 2 * min ? value.length : [...value].length
      if (length < min || length > max) return mismatch(path, `must have ${min} to ${max} characters`)
      if (value.includes('\u0000')) return mismatch(path, 'must not contain the character NUL')
      if (/[\ud800-\udfff]/u.test(value)) return mismatch(path, 'must be well-formed Unicode')
      if (pattern !== undefined && !pattern.test(value)) return mismatch(path, `must match ${pattern.source}`)
      return matched(value)
    },
  }
}

/** A whole number, or where `isWhole` is false any finite one. */
export function number(
  bounds: { readonly min?: number; readonly max?: number; readonly isWhole?: boolean } = {},
): Shape<number> {
  const { min, max, isWhole = false } = bounds
  const schema = {
    type: isWhole ? 'integer' : 'number',
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  }
  const wanted = `must be a${isWhole ? ' whole' : ''} number${min === undefined ? '' : ` of at least ${min}`}${max === undefined ? '' : ` and at most ${max}`}`
  return {
    schema,
    decode: (value, path) => {
      const isNumber = typeof value === 'number' && (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value))
      if (!isNumber || value < (min ?? value) || value > (max ?? value)) return mismatch(path, wanted)
      return matched(value)
    },
  }
}

/** A whole number. */
export function integer(bounds: { readonly min?: number; readonly max?: number } = {}): Shape<number> {
  return number({ ...bounds, isWhole: true })
}

/** True or false. */
export const flag: Shape<boolean> = {
  schema: { type: 'boolean' },
  decode: (value, path) => (typeof value === 'boolean' ? matched(value) : mismatch(path, 'must be true or false')),
}

/** One of a few texts. */
export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  return {
    schema: { type: 'string', enum: values },
    decode: (value, path) =>
      values.includes(value as T) ? matched(value as T) : mismatch(path, `must be one of ${values.join(', ')}`),
  }
}

/** A list of bounded length. */
export function list<T>(
  item: Shape<T>,
  bounds: { readonly min?: number; readonly max?: number } = {},
): Shape<readonly T[]> {
  const { min = 0, max = 1000 } = bounds
  return {
    schema: { type: 'array', items: schemaOrName(item), ...(min === 0 ? {} : { minItems: min }), maxItems: max },
    decode: (value, path) => {
      if (!Array.isArray(value)) return mismatch(path, 'must be a list')
      if (value.length < min || value.length > max) return mismatch(path, `must have ${min} to ${max} items`)
      return gathered(value.map((entry, index) => item.decode(entry, `${path}/${index}`)))
    },
  }
}

/** An object with named values of one shape; of these names, where there are some. */
export function record<T>(
  value: Shape<T>,
  bounds: { readonly max?: number; readonly keys?: readonly string[] } = {},
): Shape<Readonly<Record<string, T>>> {
  const { max = 1000, keys } = bounds
  return {
    schema: {
      type: 'object',
      additionalProperties: schemaOrName(value),
      maxProperties: max,
      ...(keys === undefined ? {} : { propertyNames: { enum: keys } }),
    },
    decode: (found, path) => {
      if (!isObject(found)) return mismatch(path, 'must be an object')
      const entries = Object.entries(found)
      if (entries.length > max) return mismatch(path, `must have at most ${max} keys`)
      if (entries.some(([key]) => key === '__proto__')) return mismatch(path, 'must not have the key __proto__')
      const other = keys === undefined ? undefined : entries.find(([key]) => !keys.includes(key))
      if (other !== undefined)
        return mismatch(`${path}/${pointer(other[0])}`, `has an unknown key; accepted are ${keys?.join(', ')}`)
      const decoded = gathered(entries.map(([key, entry]) => value.decode(entry, `${path}/${pointer(key)}`)))
      if (!decoded.ok) return decoded
      return matched(Object.fromEntries(entries.map(([key], index) => [key, decoded.value[index] as T])))
    },
  }
}

/** An object with exactly these keys. A name makes it a component of the OpenAPI document. */
export function object<T extends object>(
  fields: Fields<T>,
  about: { readonly name?: string; readonly description?: string } = {},
): Shape<T> {
  const all = Object.entries(fields) as [string, Shape<unknown> | OptionalField<unknown>][]
  const shapes = new Map(all.map(([key, field]) => [key, 'optional' in field ? field.optional : field]))
  const required = all.filter(([, field]) => !('optional' in field)).map(([key]) => key)
  const schema = {
    type: 'object',
    ...(about.description === undefined ? {} : { description: about.description }),
    properties: Object.fromEntries([...shapes].map(([key, shape]) => [key, schemaOrName(shape)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }
  const accepts = all.length === 0 ? 'no keys' : all.map(([key]) => key).join(', ')
  return {
    schema,
    ...(about.name === undefined ? {} : { name: about.name }),
    decode: (value, path) => {
      if (!isObject(value)) return mismatch(path, 'must be an object')
      const mismatches: Mismatch[] = []
      const result: [string, unknown][] = []
      for (const key of Object.keys(value))
        if (!shapes.has(key)) mismatches.push({ path, message: `has an unknown key; accepted are ${accepts}` })
      for (const [key, shape] of shapes) {
        const found = Object.hasOwn(value, key) ? value[key] : undefined
        if (found === undefined) {
          if (required.includes(key)) mismatches.push({ path: `${path}/${pointer(key)}`, message: 'is missing' })
          continue
        }
        const decoded = shape.decode(found, `${path}/${pointer(key)}`)
        if (decoded.ok) result.push([key, decoded.value])
        else mismatches.push(...decoded.mismatches)
      }
      return mismatches.length === 0 ? matched(Object.fromEntries(result) as T) : { ok: false, mismatches }
    },
  }
}

/** One of several shapes: the first that fits. */
export function union<T>(shapes: readonly Shape<T>[], about: { readonly name?: string } = {}): Shape<T> {
  return {
    schema: { anyOf: shapes.map(schemaOrName) },
    ...(about.name === undefined ? {} : { name: about.name }),
    decode: (value, path) => {
      const tried = shapes.map((shape) => shape.decode(value, path))
      const fit = tried.find(({ ok }) => ok)
      if (fit !== undefined) return fit
      // The one that came nearest is the one that was meant.
      const mismatches = tried.map((decoded) => (decoded.ok ? [] : decoded.mismatches))
      return { ok: false, mismatches: mismatches.toSorted((a, b) => a.length - b.length)[0] ?? [] }
    },
  }
}

/** A shape, or null. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    schema: { anyOf: [schemaOrName(shape), { type: 'null' }] },
    decode: (value, path) => (value === null ? matched(null) : shape.decode(value, path)),
  }
}

/** Any JSON, at most so deep: what another reader looks into. */
export function json(depth: number = 40): Shape<unknown> {
  return {
    schema: {},
    decode: (value, path) =>
      isDeeper(value, depth) ? mismatch(path, `must not nest over ${depth} levels`) : matched(value),
  }
}

/** A reference to a named shape, or the schema itself. */
export function schemaOrName(shape: Shape<unknown>): JsonSchema {
  return shape.name === undefined ? shape.schema : { $ref: `#/components/schemas/${shape.name}`, 'x-shape': shape }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false
  return depth === 0 || Object.values(value).some((member) => isDeeper(member, depth - 1))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

function matched<T>(value: T): Decoded<T> {
  return { ok: true, value }
}

function mismatch(path: string, message: string): { readonly ok: false; readonly mismatches: readonly Mismatch[] } {
  return { ok: false, mismatches: [{ path, message }] }
}

function gathered<T>(decoded: readonly Decoded<T>[]): Decoded<readonly T[]> {
  const mismatches = decoded.flatMap((one) => (one.ok ? [] : one.mismatches))
  if (mismatches.length > 0) return { ok: false, mismatches: mismatches.slice(0, 100) }
  return matched(decoded.flatMap((one) => (one.ok ? [one.value] : [])))
}
