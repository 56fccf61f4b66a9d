import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '../../../..')

test('every proof that is named is written, with the theorem that is named', () => {
  const claims = globSync('core/cleanroom/src/release/*.ts', { cwd: root }).flatMap((path) => [
    ...readFileSync(join(root, path), 'utf8').matchAll(/Proof: (docs\/proofs\/[a-z-]+\.md), (Theorem \d)/g),
  ])
  assert.ok(claims.length > 0)
  for (const [, note = '', theorem = ''] of claims) {
    assert.ok(readFileSync(join(root, note), 'utf8').includes(`**${theorem}.**`), `${note} ${theorem}`)
  }
})
