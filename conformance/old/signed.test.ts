import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  type CommittedResult,
  hashLeaf,
  opensCommitment,
  parseVerifierKey,
  utf8,
  verifyCheckpoint,
  verifyConsistency,
  verifyInclusion,
  verifyReceipt,
} from '@glovebox/crypto'

// What earlier versions signed goes on verifying. Files in here are added, never changed.

type SignedReceipt = {
  readonly receipt: string
  readonly signature: string
  readonly inclusion: { readonly index: number; readonly size: number; readonly proof: readonly string[] }
  readonly opening: { readonly salt: string; readonly result: CommittedResult }
}
type Consistency = { readonly oldSize: number; readonly newSize: number; readonly proof: readonly string[] }

const versions = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

for (const version of versions) {
  const read = (name: string): string => readFileSync(`${import.meta.dirname}/${version}/${name}`, 'utf8')
  const key = parseVerifierKey(read('verifier-key.txt').trim())
  assert.ok(key !== undefined)
  const rootAt = (size: number): string => {
    const verified = verifyCheckpoint(read(`checkpoint-${size}.txt`), key, 'room.example/col_demo')
    return verified.ok && verified.value.size === size ? verified.value.root : assert.fail(`checkpoint ${size}`)
  }

  test(`checkpoints of ${version} verify, and share one history`, () => {
    const { oldSize, newSize, proof } = JSON.parse(read('consistency-12-to-21.json')) as Consistency
    const claim = { oldSize, oldRoot: rootAt(oldSize), newSize, newRoot: rootAt(newSize), proof }
    assert.deepEqual(verifyConsistency(claim), { ok: true })
  })

  test(`a receipt of ${version} verifies, is in the log, and its commitment opens`, () => {
    const { receipt, signature, inclusion, opening } = JSON.parse(read('receipt.json')) as SignedReceipt
    assert.ok(verifyReceipt(receipt, signature, key))
    const claim = { ...inclusion, leafHash: hashLeaf(utf8(receipt)), root: rootAt(inclusion.size) }
    assert.deepEqual(verifyInclusion(claim), { ok: true })
    const { commitment } = JSON.parse(receipt) as { readonly commitment: string }
    assert.ok(opensCommitment(commitment, opening.result, opening.salt))
  })
}

test('there are old samples', () => assert.ok(versions.includes('0.1')))
