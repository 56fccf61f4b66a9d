import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { changedFile, contentHash, fileStates } from './fingerprint.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-fingerprint-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('files that nobody touches are as they were', async () => {
  const before = await fileStates([write('a', '1'), write('b', '2')])
  assert.equal(await changedFile(before), undefined)
})

const changes: readonly (readonly [name: string, change: (path: string) => void])[] = [
  ['grew', (path) => writeFileSync(path, '12')],
  ['was replaced by one of the same size and time', replace],
  ['was removed', (path) => rmSync(path)],
]

for (const [name, change] of changes)
  test(`a file that ${name} is not as it was`, async () => {
    const [steady, path] = [write('steady', '0'), write('changing', '1')]
    const before = await fileStates([steady, path])
    change(path)
    assert.equal(await changedFile(before), path)
  })

function replace(path: string): void {
  const other = write('other', '2')
  utimesSync(other, 1000, 1000)
  utimesSync(path, 1000, 1000)
  renameSync(other, path)
}

test('a file that is not there has no state', async () => {
  await assert.rejects(fileStates([join(folder, 'nothing')]))
})

test('the hash of a file is that of its bytes', async () => {
  const path = write('abc', 'abc')
  assert.equal(await contentHash(path), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
