import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesText, watchedSource } from './watched-source.ts'

test('quick work says nothing, long work how far it is, once a second', async () => {
  const written: string[] = []
  let at = 0
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 }
  const given = await watchedSource(
    async ({ onProgress }) => {
      for (at = 0; at < 4000; at += 500) onProgress({ bytes: at * 1000, ofBytes: 4_000_000, rows: at })
      return 'done'
    },
    stream,
    () => at,
  )
  assert.equal(given, 'done')
  assert.deepEqual(written, ['read 2.0 MB of 4.0 MB, 2000 rows\n', 'read 3.0 MB of 4.0 MB, 3000 rows\n'])
})

for (const [bytes, text] of [
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [123_456_789, '123.5 MB'],
  [5e15, '5000.0 TB'],
] as const)
  test(`${bytes} bytes read ${text}`, () => assert.equal(bytesText(bytes), text))
