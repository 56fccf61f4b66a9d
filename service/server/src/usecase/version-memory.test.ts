import assert from 'node:assert/strict'
import { test } from 'node:test'
import { versionMemory } from './version-memory.ts'

test('a version is remembered for half a minute, and no longer, and not before it was seen', () => {
  let now = 1_000_000
  const memory = versionMemory(() => new Date(now))
  memory.note('t', 'v1')
  now += 29_999
  assert.equal(memory.get('t'), 'v1')
  assert.equal(memory.get('u'), undefined)
  now += 1
  assert.equal(memory.get('t'), undefined)
  memory.note('t', 'v2')
  assert.equal(memory.get('t'), 'v2')
  now -= 1
  assert.equal(memory.get('t'), undefined, 'a clock that jumps back makes nothing younger')
})

test('however many tables are seen, few are remembered', () => {
  const memory = versionMemory(() => new Date(0))
  for (let table = 0; table <= 1000; table++) memory.note(String(table), 'v')
  assert.equal(memory.get('0'), undefined)
  assert.equal(memory.get('1'), 'v')
  assert.equal(memory.get('1000'), 'v')
})
