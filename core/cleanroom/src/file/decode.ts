import { nearest, type Span } from '@glovebox/diagnostics'
import type { MappingNode, Node, ScalarNode } from './node.ts'
import { atItem, atKey, pathOf, type Reading, refuse } from './reading.ts'

/** A JSON Schema (2020-12), for editors. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * Reads one kind of value: undefined where it is wrong, after every mistake in it was reported. The schema says the
 * same to an editor, so the two cannot drift apart.
 */
export type Decoder<T> = {
  readonly schema: JsonSchema
  readonly read: (node: Node, reading: Reading) => T | undefined
}

/** A key of a mapping. Its description is also the way out where it is missing. */
export type Field<T> = {
  readonly decoder: Decoder<T>
  readonly description: string
  readonly isRequired: boolean
}

/** A key that must be there. */
export function required<T>(decoder: Decoder<T>, description: string): Field<T> {
  return { decoder, description, isRequired: true }
}

/** A key that may be absent. */
export function optional<T>(decoder: Decoder<T>, description: string): Field<T> {
  return { decoder, description, isRequired: false }
}

/** What could be read: undefined where a key is absent or wrong. */
export type Draft<Fields> = { readonly [K in keyof Fields]: Fields[K] extends Field<infer T> ? T | undefined : never }

/** The mapping that a draft was read from, and where it is. */
export type Source = { readonly node: MappingNode; readonly reading: Reading }

/** A mapping of known keys; `build` makes a value of what could be read, or reports why not. */
export function object<Fields extends Readonly<Record<string, Field<unknown>>>, T>(
  fields: Fields,
  build: (draft: Draft<Fields>, source: Source) => T | undefined,
  /** Says whether it reported a key that this version knows and cannot serve. */
  refuseKey: (key: string, reading: Reading, keyAt: Span) => boolean = () => false,
): Decoder<T> {
  const known = Object.keys(fields)
  const requiredKeys = known.filter((key) => fields[key]?.isRequired)
  const properties = Object.entries(fields).map(([key, { decoder, description }]) => [
    key,
    { ...decoder.schema, description },
  ])
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(properties),
      ...(requiredKeys.length === 0 ? {} : { required: requiredKeys }),
      additionalProperties: false,
    },
    read(node, reading) {
      if (node.kind !== 'mapping') return wrongType('a mapping of keys', node, reading)
      const values = new Map<string, unknown>()
      const strange: string[] = []
      let isOther = false
      for (const { key, keyAt, value } of distinctKeys(node, reading)) {
        const below = atKey(reading, key, keyAt)
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined
        if (field !== undefined) values.set(key, field.decoder.read(value, below))
        else if (refuseKey(key, below, keyAt)) isOther = true
        else {
          strange.push(key)
          refuse(reading, 'COLLABORATION_KEY_UNKNOWN', { key, where: pathOf(reading), known }, keyAt)
        }
      }
      for (const key of isOther ? [] : requiredKeys) {
        const isMistyped = strange.some((given) => nearest(given, known) === key)
        if (isMistyped || node.entries.some((entry) => entry.key === key)) continue
        const description = fields[key]?.description ?? ''
        refuse(reading, 'COLLABORATION_KEY_MISSING', { key, where: pathOf(reading), description }, reading.place)
      }
      return build(Object.fromEntries(values) as Draft<Fields>, { node, reading })
    },
  }
}

/** The entries of a mapping without those whose key was there before, which are reported. */
function* distinctKeys(node: MappingNode, reading: Reading): Generator<MappingNode['entries'][number]> {
  const seen = new Set<string>()
  for (const entry of node.entries) {
    if (reading.isFull()) return
    if (!seen.has(entry.key)) yield entry
    else refuse(reading, 'COLLABORATION_KEY_REPEATED', { key: entry.key, where: pathOf(reading) }, entry.keyAt)
    seen.add(entry.key)
  }
}

/** An entry of a mapping whose keys are the user's. */
export type Keyed<T> = { readonly key: string; readonly keyAt: Span; readonly value: T }

/** A mapping whose keys are names of the user's; undefined where one of its values is wrong. */
export function mapping<T>(
  value: Decoder<T>,
  checkKey: (key: string, reading: Reading, keyAt: Span) => boolean,
): Decoder<readonly Keyed<T>[]> {
  return {
    schema: { type: 'object', additionalProperties: value.schema },
    read(node, reading) {
      if (node.kind !== 'mapping') return wrongType('a mapping', node, reading)
      const entries: Keyed<T>[] = []
      let isRight = true
      for (const { key, keyAt, value: child } of distinctKeys(node, reading)) {
        const below = atKey(reading, key, keyAt)
        const hasKey = checkKey(key, below, keyAt)
        const read = value.read(child, below)
        if (hasKey && read !== undefined) entries.push({ key, keyAt, value: read })
        else isRight = false
      }
      return isRight ? entries : undefined
    },
  }
}

/** How many items a list may have. */
export type ListOptions = { readonly atLeast?: number; readonly atMost?: number }

/** No list is longer, whatever it lists: reading stays quick. */
const itemLimit = 10_000

/** A list; undefined where one of its items is wrong, so that an index is always that of the file. */
export function list<T>(item: Decoder<T>, options: ListOptions = {}): Decoder<readonly T[]> {
  const someItems = listOfRight(item, options)
  return {
    schema: someItems.schema,
    read(node, reading) {
      const items = someItems.read(node, reading)
      return node.kind === 'sequence' && items?.length === node.items.length ? items : undefined
    },
  }
}

/** A list without its wrong items (they were reported), for the top of the file, where the others still say much. */
export function listOfRight<T>(
  item: Decoder<T>,
  { atLeast = 0, atMost = itemLimit }: ListOptions = {},
): Decoder<readonly T[]> {
  return {
    schema: {
      type: 'array',
      items: item.schema,
      ...(atLeast === 0 ? {} : { minItems: atLeast }),
      maxItems: atMost,
    },
    read(node, reading) {
      if (node.kind !== 'sequence') return wrongType('a list', node, reading)
      const count = node.items.length
      if (count < atLeast || count > atMost) {
        const at = count === 0 ? node.at : node.head
        return refuse(reading, 'COLLABORATION_LIST_LENGTH', { path: pathOf(reading), count, atLeast, atMost }, at)
      }
      return node.items.flatMap((child, index) => {
        if (reading.isFull()) return []
        const value = item.read(child, atItem(reading, index, child.head))
        return value === undefined ? [] : [value]
      })
    },
  }
}

/** A decoder that looks again at what another one read. */
export function refined<T, U>(
  decoder: Decoder<T>,
  refine: (value: T, node: Node, reading: Reading) => U | undefined,
  schema: JsonSchema = {},
): Decoder<U> {
  return {
    schema: { ...decoder.schema, ...schema },
    read(node, reading) {
      const value = decoder.read(node, reading)
      return value === undefined ? undefined : refine(value, node, reading)
    },
  }
}

/** Text. What YAML reads as a number or a truth value must be quoted, so that nobody wonders. */
export const text: Decoder<string> = {
  schema: { type: 'string' },
  read(node, reading) {
    const isText = node.kind === 'scalar' && typeof node.value === 'string'
    return isText ? node.text : wrongType('text', node, reading)
  },
}

/** `true` or `false`. */
export const truth: Decoder<boolean> = {
  schema: { type: 'boolean' },
  read(node, reading) {
    const isTruth = node.kind === 'scalar' && typeof node.value === 'boolean'
    return isTruth ? node.value === true : wrongType('`true` or `false`', node, reading)
  },
}

/** Which numbers are accepted; `above` and `below` are themselves not. */
export type Bounds = {
  readonly isWhole?: boolean
  readonly least?: number
  readonly most?: number
  readonly above?: number
  readonly below?: number
}

/** A finite number within bounds. */
export function number(bounds: Bounds = {}): Decoder<number> {
  const { isWhole = false, least, most, above, below } = bounds
  return {
    schema: {
      type: isWhole ? 'integer' : 'number',
      ...(least === undefined ? {} : { minimum: least }),
      ...(most === undefined ? {} : { maximum: most }),
      ...(above === undefined ? {} : { exclusiveMinimum: above }),
      ...(below === undefined ? {} : { exclusiveMaximum: below }),
    },
    read(node, reading) {
      if (node.kind !== 'scalar' || typeof node.value !== 'number') return wrongType('a number', node, reading)
      const value = node.value
      const fits =
        Number.isFinite(value) &&
        (!isWhole || Number.isSafeInteger(value)) &&
        value >= (least ?? value) &&
        value <= (most ?? value) &&
        value > (above ?? Number.NEGATIVE_INFINITY) &&
        value < (below ?? Number.POSITIVE_INFINITY)
      if (fits) return value
      const parameters = { path: pathOf(reading), found: node.text, accepted: rangeText(bounds) }
      return refuse(reading, 'COLLABORATION_NUMBER', parameters, node.at)
    },
  }
}

/** The numbers within bounds, in words. */
function rangeText({ isWhole = false, least, most, above, below }: Bounds): string {
  const limits = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ]
  return [isWhole ? 'a whole number' : 'a finite number', ...limits].join(', ').replace(', ', ' ')
}

/** One of a few words, in exactly this case. */
export function choice<const T extends string>(words: readonly T[]): Decoder<T> {
  return refined(
    text,
    (value, node, reading) =>
      words.find((word) => word === value) ??
      refuse(reading, 'COLLABORATION_WORD', { path: pathOf(reading), found: value, words }, node.at),
    { enum: words },
  )
}

/** Reports that a value is of another type than it must be. */
export function wrongType(expected: string, node: Node, reading: Reading): undefined {
  const parameters = { path: pathOf(reading), expected, found: found(node), isPlain: isPlainValue(node) }
  return refuse(reading, 'COLLABORATION_TYPE', parameters, node.at.start === node.at.end ? reading.place : node.head)
}

function found(node: Node): string {
  if (node.kind === 'mapping') return 'a mapping'
  if (node.kind === 'sequence') return 'a list'
  return scalarKind(node)
}

function scalarKind({ value }: ScalarNode): string {
  if (value === null) return 'nothing'
  if (typeof value === 'number') return 'a number'
  return typeof value === 'boolean' ? 'a truth value' : 'text'
}

function isPlainValue(node: Node): boolean {
  return node.kind === 'scalar' && node.value !== null && typeof node.value !== 'string'
}
