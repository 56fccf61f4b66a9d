import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { person, serve } from './server.suite.ts'

const server = await serve()
const ada = person('ada', server)
const stranger = person('stranger', server)
writeFileSync(join(ada.folder, 'people.csv'), 'id,city\n1,Bern\n')
writeFileSync(join(ada.folder, 'rule.json'), '{ "custom": { "allowedAnalyses": "all" } }')
writeFileSync(join(ada.folder, 'broken.yaml'), 'custom: [')
for (const args of [
  ['setup', server.link],
  ['login', '--server', server.url],
]) {
  const { code, stderr } = await ada.run(...args, '--email', 'ada@example.org')
  assert.equal(code, 0, stderr)
}

type Row = {
  readonly name: string
  readonly args: readonly string[]
  readonly code: number
  readonly out?: RegExp
  readonly err?: RegExp
}

/** A port where nothing listens. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return port
}

const noOne = `org_${'a'.repeat(26)}`

const rows: readonly Row[] = [
  { name: 'who is signed in', args: ['whoami', '--json'], code: 0, out: /"roles":\["administrator"\]/ },
  { name: 'an empty list', args: ['collaboration', 'list'], code: 0, out: /^$/, err: /there are none/ },
  { name: 'an empty list in JSON', args: ['collaboration', 'list', '--json'], code: 0, out: /^\{"items":\[\]\}\n$/ },
  { name: 'an empty list in CSV', args: ['table', 'list', '--format', 'csv'], code: 0, out: /^name,id,/ },
  {
    name: 'an organisation that there is not',
    args: ['collaboration', 'create', '--name', 'm', '--as', 'p', '--member', `a=${noOne}:query`],
    code: 2,
    err: /^error /,
  },
  {
    name: 'a rule that is none',
    args: ['table', 'add', 'people', '--source', 'people.csv', '--rule', 'rule.json'],
    code: 2,
    err: /error COLLABORATION_/,
  },
  {
    name: 'a rule that is neither JSON nor YAML',
    args: ['table', 'add', 'people', '--source', 'people.csv', '--rule', 'broken.yaml'],
    code: 64,
    err: /^error: broken.yaml is neither JSON nor YAML/,
  },
  {
    name: 'a file that is not there',
    args: ['file', 'put', 'nowhere.csv'],
    code: 64,
    err: /nowhere.csv cannot be read/,
  },
  { name: 'a table that there is not', args: ['table', 'show', 'visits'], code: 64, err: /no table is named visits/ },
  { name: 'no collaboration', args: ['query', 'SELECT 1'], code: 64, err: /there is no collaboration yet/ },
  {
    name: 'what cannot be taken back, unasked',
    args: ['key', 'revoke', `key_${'a'.repeat(26)}`],
    code: 64,
    err: /Say so with --yes/,
  },
  {
    name: 'a key that there is not',
    args: ['key', 'revoke', `key_${'a'.repeat(26)}`, '--yes'],
    code: 4,
    err: /NOT_FOUND|no such/,
  },
  {
    name: 'nobody is there',
    args: ['collaboration', 'list', '--server', `http://127.0.0.1:${await freePort()}`],
    code: 5,
    err: /cannot be reached: nothing listens there/,
  },
]

for (const { name, args, code, out, err } of rows) {
  test(`${name}: ${code}`, async () => {
    const ended = await ada.run(...args)
    assert.equal(ended.code, code, ended.stderr)
    if (out !== undefined) assert.match(ended.stdout, out)
    if (err !== undefined) assert.match(ended.stderr, err)
    assert.doesNotMatch(ended.stderr, /internal error/)
  })
}

test('nobody who is not signed in is told anything: 4', async () => {
  const ended = await stranger.run('collaboration', 'list', '--json')
  assert.equal(ended.code, 4)
  assert.match(ended.stdout, /"code":"SIGN_IN_REQUIRED"/)
})

test('a key that this account gives another secret stays its key, until it signs out', async () => {
  const { via } = await ada.json('whoami')
  const { id } = via as { readonly id: string }
  const rotated = await ada.json('key', 'rotate', id)
  assert.match(String(rotated.secret), /^gbx_/)
  await ada.json('whoami')
  assert.equal((await ada.run('logout')).code, 0)
  assert.equal((await ada.run('whoami')).code, 4)
})
