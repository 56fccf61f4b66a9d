import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { verifyConsistency, verifyInclusion } from '@glovebox/crypto'
import { consistencyBreaks } from './break-consistency.ts'
import { inclusionBreaks } from './break-inclusion.ts'
import { proofFiles, proofFolder, spellProofFile } from './make-broken-proofs.ts'
import type { ProofFile } from './proof-file.ts'

const paths = globSync('{inclusion,consistency}/**/*.json', { cwd: proofFolder }).sort()

for (const path of paths) {
  const file = JSON.parse(readFileSync(`${proofFolder}${path}`, 'utf8')) as ProofFile
  test(`${path}: ${file.wantError ?? 'holds'}`, () => {
    const verdict = file.kind === 'inclusion' ? verifyInclusion(file.claim) : verifyConsistency(file.claim)
    assert.equal(verdict.ok ? null : verdict.fault.code, file.wantError)
    if (verdict.ok || !('calculated' in verdict.fault)) return
    assert.notEqual(verdict.fault.expected, verdict.fault.calculated)
  })
}

test('every way of breaking a proof is on file, as it is made', () => {
  const made = new Map([...proofFiles()].map(([path, file]) => [path, spellProofFile(file)]))
  assert.deepEqual(paths, [...made.keys()].sort())
  for (const [path, text] of made) assert.equal(readFileSync(`${proofFolder}${path}`, 'utf8'), text, path)
  for (const { name } of inclusionBreaks)
    assert.ok(
      paths.some((path) => path.startsWith('inclusion/') && path.endsWith(`/${name}.json`)),
      name,
    )
  for (const { name } of consistencyBreaks)
    assert.ok(
      paths.some((path) => path.startsWith('consistency/') && path.endsWith(`/${name}.json`)),
      name,
    )
})
