import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sourceFiles } from '../command/server/document/upload-sources.ts'
import { UsageError } from '../usage-error.ts'
import { uploadLine } from './upload-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-upload-'))
after(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'data'))
for (const name of ['b.csv', 'a.csv', 'c.json']) writeFileSync(join(folder, 'data', name), '')

test('an upload says how far it is, on a terminal only, and leaves no trace', () => {
  let now = 0
  const written: string[] = []
  const write = (text: string) => written.push(text)
  const line = uploadLine({ isTTY: true, write }, 'people.csv', 2_500_000, () => now)
  line.add(500_000)
  assert.deepEqual(written, [], 'quick uploads say nothing')
  now = 300
  line.add(1_000_000)
  line.stop()
  assert.deepEqual(written, ['\r\u001b[2Kpeople.csv: 1.5 of 2.5 MB', '\r\u001b[2K'])
  const silent = uploadLine({ write }, 'people.csv', 1, () => (now += 1000))
  silent.add(1)
  silent.stop()
  assert.equal(written.length, 2)
})

test('the files of a source are those of its folder, in one order', () => {
  assert.deepEqual(sourceFiles(folder, 'data/*.csv'), ['data/a.csv', 'data/b.csv'])
  assert.deepEqual(sourceFiles(folder, 'data/a.csv'), ['data/a.csv'])
})

test('no file outside the folder of the collaboration file is uploaded', () => {
  for (const source of ['../secret.csv', '/etc/passwd', '~/x.csv', 'data/../../x.csv', 'C:\\x.csv', 'data/*.txt'])
    assert.throws(() => sourceFiles(folder, source), UsageError)
})
