import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readEvents, type StreamEvent } from './read-events.ts'

const wire =
  ': begin\n\nid: 1\nevent: status\ndata: {"status":"queued"}\n\n: still here\n\nid: 2\ndata: größer\ndata: 2\n\nid: 3\ndata: bro'
const told: readonly StreamEvent[] = [
  { id: '1', data: '{"status":"queued"}' },
  { id: '2', data: 'größer\n2' },
]

async function heard(
  chunks: readonly Uint8Array[],
  end: (out: ReadableStreamDefaultController) => void,
): Promise<readonly StreamEvent[]> {
  const left = [...chunks]
  const body = new ReadableStream<Uint8Array>({
    pull: (out) => {
      const next = left.shift()
      if (next === undefined) end(out)
      else out.enqueue(next)
    },
  })
  const events: StreamEvent[] = []
  for await (const event of readEvents(body, 20)) events.push(event)
  return events
}

test('events are the same however the stream is cut', async () => {
  const bytes = new TextEncoder().encode(wire)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 5 }), async (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((to, index) => bytes.slice(places[index], to))
      assert.deepEqual(await heard(chunks, (out) => out.close()), told)
    }),
  )
})

const ends: readonly [how: string, end: (out: ReadableStreamDefaultController) => void][] = [
  ['breaks', (out) => out.error(new TypeError('terminated'))],
  ['falls silent', () => {}],
]
for (const [how, end] of ends) {
  test(`a stream that ${how} ends`, async () => {
    assert.deepEqual(await heard([new TextEncoder().encode(wire)], end), told)
  })
}
