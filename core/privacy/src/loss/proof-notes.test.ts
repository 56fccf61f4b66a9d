import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '../../../..')

function commentsOf(source: string): string[] {
  const comments = source
    .split('/**')
    .slice(1)
    .map((rest) => rest.split('*/')[0] ?? '')
  return comments.filter((comment) => comment.includes('Guarantee:'))
}

test('every guarantee about losses names its requirements, a theorem that is written down, and its source', () => {
  let guarantees = 0
  for (const path of globSync('core/privacy/src/{loss,account}/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })) {
    for (const comment of commentsOf(readFileSync(resolve(root, path), 'utf8'))) {
      guarantees += 1
      for (const field of ['Requires:', 'Source:'])
        assert.ok(comment.includes(field), `${path}: no ${field} in ${comment}`)
      const [, note = '', theorem = ''] =
        /Proof: (docs\/proofs\/[a-z-]+\.md), ((?:Theorem|Lemma|Corollary) \d+)\./.exec(comment) ?? []
      assert.ok(note !== '', `${path}: no proof in ${comment}`)
      assert.ok(
        readFileSync(resolve(root, note), 'utf8').includes(`**${theorem}`),
        `${path}: ${note} has no ${theorem}`,
      )
    }
  }
  assert.ok(guarantees >= 20)
})
