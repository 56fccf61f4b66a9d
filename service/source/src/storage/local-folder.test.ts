import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { localFolder } from './local-folder.ts'

const outer = mkdtempSync(join(tmpdir(), 'glovebox-folder-'))
after(() => rmSync(outer, { recursive: true, force: true }))
const root = join(outer, 'own')
const write = (path: string, text = path): void => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}
for (const path of ['a.csv', 'b/c.csv', 'b/d.csv', 'b2.csv', 'é.csv', '.hidden.csv', '.git/x.csv', 'b/.y.csv'])
  write(path)
writeFileSync(join(outer, 'secret.csv'), 'secret')
symlinkSync(join(outer, 'secret.csv'), join(root, 'out.csv'))
symlinkSync(outer, join(root, 'up'))
symlinkSync(join(root, '.hidden.csv'), join(root, 'shown.csv'))
symlinkSync(join(root, 'a.csv'), join(root, 'again.csv'))
const storage = localFolder(root)

const lists: readonly (readonly [prefix: string, keys: readonly string[]])[] = [
  ['', ['a.csv', 'again.csv', 'b/c.csv', 'b/d.csv', 'b2.csv', 'é.csv']],
  ['b', ['b/c.csv', 'b/d.csv', 'b2.csv']],
  ['b/', ['b/c.csv', 'b/d.csv']],
  ['b/d', ['b/d.csv']],
  ['nothing', []],
  ['../', []],
  ['up/', []],
  ['/', []],
  ['.git/', []],
]
for (const [prefix, keys] of lists)
  test(`the files below \`${prefix}\` are ${keys.join(', ') || 'none'}`, async () => {
    const listed = await storage.list(prefix, {})
    assert.deepEqual(listed.ok && listed.value.map(({ key }) => key), keys)
  })

for (const key of [
  '../secret.csv',
  join(outer, 'secret.csv'),
  'out.csv',
  'up/secret.csv',
  '.hidden.csv',
  'shown.csv',
  'b',
  'b/../a.csv',
  '',
  'c:a.csv',
  '~/a.csv',
  'a.csv\0',
])
  test(`\`${key.replace(outer, '…')}\` is not found`, async () => {
    const opened = await storage.open(key, {})
    assert.equal(!opened.ok && opened.failure.kind, 'not-found')
  })

test('a file is read in place, and no longer once it is another', async () => {
  write('t.csv', '0123456789')
  const opened = await storage.open('t.csv', {})
  assert.ok(opened.ok)
  assert.equal(opened.value.path, join(root, 't.csv'))
  assert.deepEqual(await opened.value.read(2, 5, {}), { ok: true, value: Buffer.from('234') })
  write('t.csv', '9876543210')
  const read = await opened.value.read(2, 5, {})
  assert.equal(!read.ok && read.failure.kind, 'changed')
  const { key, bytes, version } = opened.value
  const again = await storage.open('t.csv', {}, { key, bytes, version })
  assert.equal(!again.ok && again.failure.kind, 'changed')
})
