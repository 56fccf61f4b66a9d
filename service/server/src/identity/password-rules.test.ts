import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfPassword } from './password-rules.ts'

const known = ['ana.ruiz@acme.example', 'Ana Ruiz', 'Acme Research', 'Test Rooms']
const common = 'this password is one of the most common ones'

test('passwords that are tried first are refused, whatever they are decorated with', () => {
  const rows: readonly [string, string | undefined][] = [
    ['violet kettle 29 harbour', undefined],
    ['nine words are long', undefined],
    ['ποταμός καὶ θάλασσα', undefined],
    ['八百屋の前で会いましょう', undefined],
    ['mZ4vK9qT1xRb', undefined],
    [`${'a'.repeat(64)}bcdefgh mountains`, undefined],
    ['elevenchars', 'a password has at least 12 characters'],
    ['x'.repeat(129), 'a password has at most 128 characters'],
    ['aaaaaaaaaaaa', 'this password repeats too few characters'],
    ['abc4abc4abc4', 'this password repeats one part'],
    ['password1234', common],
    ['P@ssw0rd2026!!', common],
    ['123456789012', common],
    ['qwertyuiop123', common],
    ['Welcome-2026-!', common],
    ['iloveyou12345', common],
    ['acmeresearch1', common],
    ['ana.ruiz@acme.example', common],
    ['0987654321abcd', common],
    ['glovebox-glovebox', common],
  ]
  for (const [password, expected] of rows) assert.equal(faultOfPassword(password, known), expected, password)
})
