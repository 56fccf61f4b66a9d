import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCursor, toPage } from './cursor.ts'

const spelled = (text: string): string => Buffer.from(text).toString('base64url')

test('the cursor of a page is where the next one begins', () => {
  const page = toPage(['a', 'b', 'c'], 2, (id) => ({ at: '2026-01-02T00:00:00.000Z', id }))
  assert.deepEqual(page.items, ['a', 'b'])
  assert.deepEqual(readCursor(page.next), { ok: true, value: { at: '2026-01-02T00:00:00.000Z', id: 'b' } })
})

for (const [name, cursor] of [
  ['nothing', ''],
  ['one word', spelled('2026')],
  ['three words', spelled('2026 run_a more')],
  ['what a database takes for no text', spelled('2026\0 run_\0')],
] as const)
  test(`a cursor of ${name} is refused`, () => {
    assert.equal(readCursor(cursor).ok, false)
  })
