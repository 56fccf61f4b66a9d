import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import type { JsonSchema } from '@glovebox/api'
import { documented, variableOf } from './documented.ts'
import { readSettings } from './read-settings.ts'
import { settingsShape } from './settings.ts'

const digits = `${'1'.repeat(43)}=`

type Row = readonly [
  name: string,
  text: string | undefined,
  environment: Readonly<Record<string, string>>,
  expected: object | readonly string[],
]

const rows: readonly Row[] = [
  [
    'runs have prices by the sizes that there are',
    'prices: { perRun: { small: 1, medium: 2, large: 3, very-large: 4, unknown: 5 } }',
    {},
    { prices: { perRun: { small: 1, medium: 2, large: 3, 'very-large': 4, unknown: 5 } } },
  ],
  ['a size that is none has no price', 'prices: { perRun: { huge: 1 } }', {}, ['SETTINGS_INVALID']],
  ['nothing has to be set', undefined, {}, {}],
  ['an empty file sets nothing', '', {}, {}],
  ['a file sets', 'listen: { port: 9000 }', {}, { listen: { port: 9000 } }],
  ['the environment sets', undefined, { GLOVEBOX_LISTEN_PORT: '9000' }, { listen: { port: 9000 } }],
  [
    'the environment goes before the file',
    'listen: { port: 1, host: h }',
    { GLOVEBOX_LISTEN_PORT: '2' },
    { listen: { port: 2, host: 'h' } },
  ],
  [
    'true and false are truth values',
    undefined,
    { GLOVEBOX_WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true' },
    { webhooks: { allowPrivateAddresses: true } },
  ],
  ['a key of digits stays a text', undefined, { GLOVEBOX_KEYS_MASTER_KEY: digits }, { keys: { masterKey: digits } }],
  ['lists come as JSON', undefined, { GLOVEBOX_PRICES_PER_RUN: '{"small":2}' }, { prices: { perRun: { small: 2 } } }],
  ['other variables are not ours', undefined, { PATH: '/bin', GLOVEBOX_SERVER: 'https://rooms' }, {}],
  ['an unknown key is refused', 'listn: {}', {}, ['SETTINGS_INVALID']],
  ['an unknown variable is refused', undefined, { GLOVEBOX_PORT: '1' }, ['SETTINGS_VARIABLE_UNKNOWN']],
  [
    'every mistake is told',
    'listen: { port: many }\nlog: { level: loud }',
    {},
    ['SETTINGS_INVALID', 'SETTINGS_INVALID'],
  ],
  ['what is not YAML is refused', 'a: [', {}, ['SETTINGS_UNREADABLE']],
  ['so is a list', '[]', {}, ['SETTINGS_UNREADABLE']],
  ['aliases are refused', 'a: &x {}\nb: *x', {}, ['SETTINGS_UNREADABLE']],
]

for (const [name, text, environment, expected] of rows)
  test(name, () => {
    const read = readSettings(text === undefined ? undefined : { path: 'server.yaml', text }, environment)
    if (Array.isArray(expected))
      assert.deepEqual(read.ok ? read.value : read.diagnostics.map(({ code }) => code), expected)
    else assert.deepEqual(read, { ok: true, value: expected })
  })

test('no mistake quotes what was set: it may be a secret', () => {
  const read = readSettings(
    { path: 'server.yaml', text: 'database: { url: hunter2 }\nmetrics: { token: hunter2 }' },
    {
      GLOVEBOX_KEYS_MASTER_KEY: 'hunter2',
    },
  )
  assert.equal(read.ok, false)
  assert.doesNotMatch(JSON.stringify(read), /hunter2/)
})

test('every setting is documented, and nothing else is', () => {
  assert.deepEqual(Object.keys(documented).toSorted(), leavesOf(settingsShape.schema, '').toSorted())
})

test('every variable that the command line reads is known to be its own', () => {
  const root = resolve(import.meta.dirname, '../../../../apps/cli/src')
  const sources = globSync('**/*.ts', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'))
  const read = new Set(sources.flatMap((text) => [...text.matchAll(/GLOVEBOX_[A-Z_]+/g)].map(([name]) => name)))
  const settings = new Set(Object.keys(documented).map(variableOf))
  const environment = Object.fromEntries([...read].filter((name) => !settings.has(name)).map((name) => [name, 'x']))
  assert.ok(Object.keys(environment).length > 5)
  assert.deepEqual(readSettings(undefined, environment), { ok: true, value: {} })
})

test('no two settings share a variable', () => {
  const variables = Object.keys(documented).map(variableOf)
  assert.equal(new Set(variables).size, variables.length)
})

function leavesOf(schema: JsonSchema, path: string): readonly string[] {
  const properties = schema.properties as Readonly<Record<string, JsonSchema>> | undefined
  if (properties === undefined) return [path]
  return Object.entries(properties).flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`))
}
