import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { collaborationSchema } from './json-schema.ts'

type Schema = {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: false | Schema
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly description?: string
  readonly pattern?: string
  readonly [keyword: string]: unknown
}

const schema = collaborationSchema as Schema

/** As much of JSON Schema as ours uses; what a value does against it, by path. */
function faults(value: unknown, against: Schema, path = ''): readonly string[] {
  const { oneOf, type, items, properties = {}, required = [], additionalProperties } = against
  if (oneOf !== undefined) {
    return oneOf.filter((choice) => faults(value, choice, path).length === 0).length === 1 ? [] : [`${path}: oneOf`]
  }
  const types = type === undefined ? [] : [type].flat()
  const own = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  const isOfType = types.length === 0 || types.includes(own) || (types.includes('integer') && Number.isInteger(value))
  if (!isOfType) return [`${path}: ${own} is not ${types.join(' or ')}`]
  if (against.enum !== undefined && !against.enum.includes(value)) return [`${path}: enum`]
  if (against.const !== undefined && against.const !== value) return [`${path}: const`]
  if (against.pattern !== undefined && !new RegExp(against.pattern, 'u').test(String(value)))
    return [`${path}: pattern`]
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => (items === undefined ? [] : faults(item, items, `${path}/${i}`)))
  }
  if (own !== 'object') return []
  const object = value as Readonly<Record<string, unknown>>
  return [
    ...required.filter((key) => !(key in object)).map((key) => `${path}: ${key} is missing`),
    ...Object.entries(object).flatMap(([key, child]) => {
      const known = properties[key] ?? (additionalProperties === false ? undefined : additionalProperties)
      return known === undefined ? [`${path}/${key}: unknown`] : faults(child, known, `${path}/${key}`)
    }),
  ]
}

const files = [
  new URL('example.yaml', import.meta.url).pathname,
  ...globSync('examples/*/collaboration.yaml', { cwd: new URL('../../../..', import.meta.url) }).map(
    (file) => new URL(`../../../../${file}`, import.meta.url).pathname,
  ),
]

for (const file of files) {
  test(`${file.split('/').slice(-2).join('/')} follows the schema`, () => {
    assert.deepEqual(faults(parse(readFileSync(file, 'utf8')), schema), [])
  })
}

test('there is an example beside that of the design', () => {
  assert.ok(files.length >= 2)
})

const wrong = [
  { name: 'an unknown key', change: { tabels: [] }, fault: '/tabels: unknown' },
  { name: 'another version', change: { version: 2 }, fault: '/version: const' },
  { name: 'a number for a name', change: { members: [{ name: 1 }] }, fault: '/members/0/name: number is not string' },
  {
    name: 'an ability there is not',
    change: { members: [{ name: 'a', abilities: ['fly'] }] },
    fault: '/members/0/abilities/0: enum',
  },
  {
    name: 'a table without an owner',
    change: { tables: [{ name: 't', source: { file: 'a' } }] },
    fault: '/tables/0: owner is missing',
  },
]

for (const { name, change, fault } of wrong) {
  test(`${name} does not follow it`, () => {
    const file = { version: 1, collaboration: 'c', members: [{ name: 'a' }], ...change }
    assert.deepEqual(faults(file, schema), [fault])
  })
}

test('every key has a description for editors', () => {
  const visit = (part: Schema, path: string): void => {
    for (const [key, child] of Object.entries(part.properties ?? {})) {
      assert.ok((child.description ?? '').length > 3, `${path}/${key}`)
      visit(child, `${path}/${key}`)
    }
    if (part.items !== undefined) visit(part.items, `${path}[]`)
    if (typeof part.additionalProperties === 'object') visit(part.additionalProperties, `${path}/*`)
    for (const choice of part.oneOf ?? []) visit(choice, path)
  }
  visit(schema, '')
})

test('the schema is plain JSON', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema)
})
