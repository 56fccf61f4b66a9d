import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { writeAll } from './write.ts'

/** A reader that takes a while over each piece. */
function slowReader(): { readonly stream: Writable; readonly sizes: number[] } {
  const sizes: number[] = []
  const stream = new Writable({
    highWaterMark: 1 << 14,
    write: (chunk: Buffer, _, done) => {
      sizes.push(chunk.length)
      setImmediate(done)
    },
  })
  return { stream, sizes }
}

test('a long text goes out in pieces at the reader’s speed, and leaves nothing behind', async () => {
  const { stream, sizes } = slowReader()
  await writeAll(
    stream,
    Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`),
  )
  assert.ok(sizes.length > 10)
  assert.ok(stream.writableLength < 1 << 17, 'what the reader did not take yet is not piled up')
  assert.deepEqual([stream.listenerCount('drain'), stream.listenerCount('error')], [0, 0])
})

test('a reader that goes away ends the writing', { timeout: 5000 }, async () => {
  const stream = new Writable({ highWaterMark: 1, write: () => {} })
  setImmediate(() => stream.destroy())
  await writeAll(
    stream,
    Array.from({ length: 100 }, () => 'x'.repeat(100_000)),
  )
})
