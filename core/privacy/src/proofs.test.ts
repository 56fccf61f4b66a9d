import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '../../..')

// What promises nothing by itself: shapes, bytes, one comparison, and what only passes on to others.
const withoutProof = new Set([
  'sample/random-bits.ts',
  'sample/sampler.ts',
  'sample/bernoulli.ts',
  'mechanism/noise.ts',
])

const sources = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((path) => !/[.](test|suite|fixture)[.]ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(import.meta.dirname, path), 'utf8') }))

const claims = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/Proof:\s+(.*?)(?=\n \*( [A-Z]\w+:|\/| *\n))/gs)].map(([, claim = '']) => ({ path, claim })),
)

test('every sampler and mechanism names its proof', () => {
  const silent = sources
    .filter(({ path }) => /^(sample|mechanism)\//.test(path) && !withoutProof.has(path))
    .filter(({ path }) => !claims.some((claim) => claim.path === path))
  assert.deepEqual(
    silent.map(({ path }) => path),
    [],
  )
  for (const path of withoutProof) assert.ok(existsSync(join(import.meta.dirname, path)), `${path} is gone`)
})

test('every proof that a sampler, distribution or mechanism names exists, with the theorem that is named', () => {
  assert.ok(claims.length >= 15)
  for (const { path, claim } of claims.filter((one) => /^(sample|distribution|mechanism)\//.test(one.path))) {
    const note = /docs\/proofs\/[a-z0-9-]+[.]md/.exec(claim)?.[0]
    assert.ok(note !== undefined, `${path} names no note: ${claim}`)
    assert.ok(existsSync(join(root, note)), `${path}: ${note} does not exist`)
    const text = readFileSync(join(root, note), 'utf8')
    for (const [theorem] of claim.matchAll(/(Theorem|Lemma|Proposition|Corollary|Remark) \d+/g)) {
      assert.ok(text.includes(theorem), `${path}: ${note} has no ${theorem}`)
    }
  }
})

test('no proof is left without code', () => {
  // What is made of mechanisms has its notes here too.
  const others = globSync('core/*/src/**/*.ts', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'))
  for (const note of globSync('docs/proofs/*.md', { cwd: root })) {
    const isNamed =
      claims.some(({ claim }) => claim.includes(note)) ||
      others.some((text) => text.includes(`Proof: ${note}`)) ||
      note.endsWith('README.md')
    assert.ok(isNamed, `nothing refers to ${note}`)
  }
})
