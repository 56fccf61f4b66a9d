import { limits } from '../../lake/limits.ts'
import { malformed } from '../../lake/refused.ts'
import { list, type Members, maybe, members, text, whole } from '../../lake/shape.ts'

/** A type of Avro. Types that hold themselves are refused: Iceberg has none. */
export type AvroType =
  | { readonly kind: AvroPrimitive }
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'enum'; readonly symbols: readonly string[] }
  | { readonly kind: 'array'; readonly items: AvroType }
  | { readonly kind: 'map'; readonly values: AvroType }
  | { readonly kind: 'union'; readonly options: readonly AvroType[] }
  | { readonly kind: 'record'; readonly fields: readonly AvroField[] }

export type AvroPrimitive = (typeof primitives)[number]
export type AvroField = { readonly name: string; readonly id?: number; readonly type: AvroType }

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const

/** Reads the schema in the header of a file. */
export function readAvroSchema(schema: unknown, where: string): AvroType {
  return typeOf(schema, { where, names: new Map(), depth: 0 })
}

type Context = { readonly where: string; readonly names: Map<string, AvroType>; readonly depth: number }

function typeOf(schema: unknown, context: Context): AvroType {
  const { where, depth } = context
  if (depth > limits.depth) return malformed(`the Avro schema of ${where} is too deep`)
  const inner = { ...context, depth: depth + 1 }
  if (typeof schema === 'string') return named(schema, inner)
  if (Array.isArray(schema)) return { kind: 'union', options: schema.map((option) => typeOf(option, inner)) }
  const parts = members(schema, `the Avro schema of ${where}`)
  const kind = parts.get('type')
  if (typeof kind !== 'string') return typeOf(kind, inner)
  return complex(kind, parts, inner)
}

function named(word: string, { where, names }: Context): AvroType {
  const kind = primitives.find((primitive) => primitive === word)
  if (kind !== undefined) return { kind }
  return names.get(word) ?? malformed(`the Avro schema of ${where} uses a type before it is defined`)
}

function complex(kind: string, parts: Members, context: Context): AvroType {
  const { where, names } = context
  switch (kind) {
    case 'array':
      return { kind, items: typeOf(parts.get('items'), context) }
    case 'map':
      return { kind, values: typeOf(parts.get('values'), context) }
    case 'record':
    case 'fixed':
    case 'enum': {
      const type = definition(kind, parts, context)
      const name = text(parts.get('name'), `a name in the Avro schema of ${where}`)
      const space = maybe(parts.get('namespace'), `a namespace in the Avro schema of ${where}`, text)
      names.set(name, type)
      if (space !== undefined) names.set(`${space}.${name}`, type)
      return type
    }
    default:
      return named(kind, context)
  }
}

function definition(kind: 'record' | 'fixed' | 'enum', parts: Members, context: Context): AvroType {
  const where = `the Avro schema of ${context.where}`
  if (kind === 'fixed') {
    const size = whole(parts.get('size'), where)
    return size < 0 ? malformed(`${where} has a negative size`) : { kind, size }
  }
  if (kind === 'enum') return { kind, symbols: list(parts.get('symbols'), where).map((symbol) => text(symbol, where)) }
  const fields = list(parts.get('fields'), where).map((field): AvroField => {
    const own = members(field, where)
    const id = maybe(own.get('field-id'), where, whole)
    const type = typeOf(own.get('type'), context)
    return { name: text(own.get('name'), where), type, ...(id === undefined ? {} : { id }) }
  })
  return { kind, fields }
}
