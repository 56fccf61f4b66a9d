import assert from 'node:assert/strict'
import { test } from 'node:test'
import { likePattern } from './like-pattern.ts'

const rows: readonly {
  readonly pattern: string
  readonly escapedBy: string
  readonly text: string
  readonly isEscaped: boolean
}[] = [
  { pattern: 'a%', escapedBy: '\\', text: 'a%', isEscaped: false },
  { pattern: 'a\\b', escapedBy: '\\', text: 'ab', isEscaped: false },
  { pattern: 'a\\\\b%', escapedBy: '\\', text: 'a\\b%', isEscaped: false },
  { pattern: '50\\%', escapedBy: '\\', text: '50\\%', isEscaped: true },
  { pattern: '50!%_', escapedBy: '!', text: '50\\%_', isEscaped: true },
  { pattern: 'a\\!_', escapedBy: '!', text: 'a\\\\\\_', isEscaped: true },
  { pattern: 'a\\%', escapedBy: '', text: 'a\\%', isEscaped: false },
  { pattern: '%%_', escapedBy: '%', text: '\\%_', isEscaped: true },
]

for (const { pattern, escapedBy, text, isEscaped } of rows) {
  test(`${pattern} escaped by ${escapedBy || 'nothing'} is ${text}`, () => {
    assert.deepEqual(likePattern(pattern, escapedBy), { text, isEscaped })
  })
}
