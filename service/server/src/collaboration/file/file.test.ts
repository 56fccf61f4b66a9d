import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { ServerWorld } from '../../server-world.ts'
import { refusal, value } from '../contribution.fixture.ts'
import { deleteFile } from './delete-file.ts'
import { whyNoFilePath } from './file-path.ts'
import { findOwnSource } from './find-own-source.ts'
import { listFiles } from './list-files.ts'
import { putFile } from './put-file.ts'

const dataFolder = mkdtempSync(join(tmpdir(), 'glovebox-files-'))
after(() => rmSync(dataFolder, { recursive: true, force: true }))

let counter = 0
const random = (bytes: number): Uint8Array => {
  counter++
  return new Uint8Array(bytes).fill(counter)
}
// Files need nothing else of a server.
const world = { dataFolder, random } as unknown as ServerWorld
const bytes = (text: string): ReadableStream<Uint8Array> => new Blob([text]).stream()
const put = (path: string, text = 'a\n1\n', maxBytes?: number) => putFile(world, 'org_a', path, bytes(text), maxBytes)
const find = (organisation: string, path: string): readonly string[] => {
  const found = findOwnSource(world, organisation, { kind: 'file', path, format: 'csv', at: { start: 0, end: 0 } })
  return found.ok ? found.value.files.map(({ path: file }) => file) : []
}

test('an upload is a file of its organisation, replaced in one step', async () => {
  assert.equal(value(await put('sales/2026 01.csv')).bytes, 4)
  assert.equal(value(await put('sales/2026 01.csv', 'a\n1\n2\n')).bytes, 6)
  assert.deepEqual(
    (await listFiles(world, 'org_a')).items.map(({ path }) => path),
    ['sales/2026 01.csv'],
  )
  assert.equal(find('org_a', 'sales/*.csv').length, 1)
  assert.deepEqual(find('org_b', 'sales/*.csv'), [])
})

const hostile = [
  '../org_b/x.csv',
  'a/../../x.csv',
  '/etc/passwd.csv',
  '.hidden.csv',
  'a/.x/b.csv',
  'a\\b.csv',
  'C:/x.csv',
  'x.exe',
  'x.csv ',
  'x.csv\n',
  'x.csv\0',
  '.upload-x.csv',
  'a//b.csv',
  '',
  '~/x.csv',
  'x.parquet.gz',
  'a/b/c/d/e/f/g/h/i.csv',
]

for (const path of hostile) {
  test(`no file is named ${JSON.stringify(path)}`, async () => {
    assert.ok(whyNoFilePath(path) !== undefined)
    assert.equal(refusal(await put(path)), '422 FILE_NAME')
    assert.equal(refusal(await deleteFile(world, 'org_a', path)), '404 FILE_NOT_FOUND')
  })
}

test('an upload that is too large leaves nothing, and what was there stays', async () => {
  value(await put('kept.csv', 'old\n'))
  assert.equal(refusal(await put('kept.csv', 'x'.repeat(100), 99)), '413')
  assert.equal(readFileSync(join(dataFolder, 'org_a', 'kept.csv'), 'utf8'), 'old\n')
  assert.deepEqual(
    readdirSync(join(dataFolder, 'org_a')).filter((name) => name.startsWith('.')),
    [],
  )
})

test('what an organisation uploads comes to no more than its quota, also at once, and what it replaces makes room', async () => {
  const small = { dataFolder, random, uploadQuotaBytes: 100 } as unknown as ServerWorld
  const keep = (path: string, text: string) => putFile(small, 'org_q', path, bytes(text))
  mkdirSync(join(dataFolder, 'org_q'), { recursive: true })
  writeFileSync(join(dataFolder, 'org_q', '.upload-left'), 'x'.repeat(1000))
  value(await keep('a/one.csv', 'x'.repeat(60)))
  assert.equal(refusal(await keep('two.csv', 'x'.repeat(41))), '409 UPLOAD_QUOTA')
  value(await keep('two.csv', 'x'.repeat(40)))
  const { usedBytes, quotaBytes } = await listFiles(small, 'org_q')
  assert.deepEqual([usedBytes, quotaBytes], [100, 100])
  value(await keep('a/one.csv', 'x'.repeat(50)))
  value(await deleteFile(small, 'org_q', 'two.csv'))
  const many = await Promise.all([1, 2, 3, 4].map((n) => keep(`many-${n}.csv`, 'x'.repeat(20))))
  assert.equal(many.filter(({ ok }) => ok).length, 2)
  assert.equal((await listFiles(small, 'org_q')).usedBytes, 90)
  assert.deepEqual(
    readdirSync(join(dataFolder, 'org_q')).filter((name) => name.startsWith('.')),
    [],
  )
  value(await keep('last.csv', 'x'.repeat(10)))
})

test('what several uploads replace at once makes room once', async () => {
  const small = { dataFolder, random, uploadQuotaBytes: 100 } as unknown as ServerWorld
  const keep = (path: string, text: string) => putFile(small, 'org_r', path, bytes(text))
  value(await keep('one.csv', 'x'.repeat(80)))
  let go = (): void => {}
  const slow = new ReadableStream<Uint8Array>({
    start: (controller) => {
      go = () => controller.close()
    },
  })
  // Somebody who takes long keeps the count of the others.
  const waiting = putFile(small, 'org_r', 'slow.csv', slow)
  await Promise.all([1, 2, 3, 4].map(() => keep('one.csv', 'x')))
  assert.equal(
    (await Promise.all([1, 2, 3].map((n) => keep(`more-${n}.csv`, 'x'.repeat(60))))).filter((one) => one.ok).length,
    1,
  )
  const begun = new TransformStream<Uint8Array, Uint8Array>()
  const writer = begun.writable.getWriter()
  const late = putFile(small, 'org_r', 'more-1.csv', begun.readable)
  await writer.write(new Uint8Array(39))
  await Promise.all([deleteFile(small, 'org_r', 'more-1.csv'), writer.close(), late])
  go()
  value(await waiting)
  assert.ok((await listFiles(small, 'org_r')).usedBytes <= 100)
})

test('an upload that breaks off leaves nothing', async () => {
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new Uint8Array(10))
      controller.error(new Error('gone'))
    },
  })
  await assert.rejects(putFile(world, 'org_a', 'broken.csv', broken))
  assert.deepEqual(find('org_a', 'broken.csv'), [])
  assert.deepEqual(
    readdirSync(join(dataFolder, 'org_a')).filter((name) => name.startsWith('.')),
    [],
  )
})

test('links lead nowhere', async () => {
  const [own, other] = [join(dataFolder, 'org_a'), join(dataFolder, 'org_b')]
  mkdirSync(other, { recursive: true })
  writeFileSync(join(other, 'secret.csv'), 'id\n1\n')
  symlinkSync(join(other, 'secret.csv'), join(own, 'link.csv'))
  symlinkSync(other, join(own, 'folder'))
  assert.equal(find('org_b', 'secret.csv').length, 1)
  for (const path of ['link.csv', 'folder/secret.csv', 'folder/*.csv', '*.csv', '**/*.csv'])
    assert.deepEqual(find('org_a', path), [])
  assert.equal(refusal(await put('link.csv')), '409 FILE_IN_THE_WAY')
  assert.equal(refusal(await put('folder/new.csv')), '409 FILE_IN_THE_WAY')
  assert.equal(refusal(await deleteFile(world, 'org_a', 'folder/secret.csv')), '404 FILE_NOT_FOUND')
  assert.ok(
    (await listFiles(world, 'org_a')).items.every(({ path }) => !path.includes('link') && !path.includes('secret')),
  )
  rmSync(join(own, 'link.csv'))
  rmSync(join(own, 'folder'))
})

const outside = [
  '../org_b/secret.csv',
  './../org_b/secret.csv',
  'x/../../org_b/secret.csv',
  '{.,}./org_b/secret.csv',
  '[.][.]/org_b/secret.csv',
  join(dataFolder, 'org_b', 'secret.csv'),
  '/etc/passwd',
  '\\\\server\\share.csv',
  '.',
  '',
]

for (const path of outside) {
  test(`a source ${JSON.stringify(path)} finds nothing outside of its owner's folder`, () => {
    assert.deepEqual(find('org_a', path), [])
  })
}

test('a file is deleted', async () => {
  value(await put('gone.csv'))
  value(await deleteFile(world, 'org_a', 'gone.csv'))
  assert.deepEqual(find('org_a', 'gone.csv'), [])
  assert.equal(refusal(await deleteFile(world, 'org_a', 'gone.csv')), '404 FILE_NOT_FOUND')
})
