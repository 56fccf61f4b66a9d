import assert from 'node:assert/strict'
import { totalmem } from 'node:os'
import { test } from 'node:test'
import { defaultTimeoutMs, engineLimits } from './limits.ts'

test('a run never takes all memory of a machine, and always has an end', () => {
  const { memoryMb, timeoutMs, threads, temporaryMb, resultRows } = engineLimits()
  assert.ok(memoryMb > 0 && memoryMb <= 4096 && memoryMb * 2 ** 20 <= totalmem() * 0.75)
  assert.equal(timeoutMs, defaultTimeoutMs)
  for (const limit of [threads, temporaryMb, resultRows]) assert.ok(Number.isSafeInteger(limit) && limit > 0)
})

test('whoever asks may say how long', () => assert.equal(engineLimits(1500).timeoutMs, 1500))
