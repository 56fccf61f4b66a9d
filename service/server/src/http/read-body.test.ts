import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCollaboration } from '@glovebox/api'
import { readBody } from './read-body.ts'

const headers = { 'content-type': 'application/json' }

/** A request whose body begins with this and does not end. */
function endless(text: string): Request {
  const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Buffer.from(text)) })
  return new Request('http://h/', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
}

test('a body that does not come is not waited for', async () => {
  const read = await readBody(createCollaboration, endless('{'), 100, 20)
  assert.deepEqual([read.kind, read.kind === 'problem' && read.code], ['problem', 'BODY_UNREADABLE'])
})

test('a body that is too large is refused before it ends', async () => {
  const read = await readBody(createCollaboration, endless('x'.repeat(101)), 100, 5000)
  assert.deepEqual([read.kind, read.kind === 'problem' && read.code], ['problem', 'BODY_TOO_LARGE'])
})

test('a body is read as JSON in Unicode, or not at all', async () => {
  const rows: readonly (readonly [string | Uint8Array<ArrayBuffer>, unknown])[] = [
    ['{"a":[1]}', { a: [1] }],
    ['{', 'BODY_UNREADABLE'],
    ['', 'BODY_UNREADABLE'],
    [new Uint8Array([0x22, 0xff, 0x22]), 'BODY_UNREADABLE'],
  ]
  for (const [body, expected] of rows) {
    const read = await readBody(createCollaboration, new Request('http://h/', { method: 'POST', headers, body }), 100)
    assert.deepEqual(read.kind === 'problem' ? read.code : read.value, expected)
  }
})
