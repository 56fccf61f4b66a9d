import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson, signCheckpoint, signingKey, signReceipt, spellVerifierKey, taggedHash } from '@glovebox/crypto'
import fc from 'fast-check'
import type { ReceiptBundle, ResultOpening } from './receipt-bundle.ts'
import { bundleIn, events, key, opening, origin, receipt, signedLog, verifierKey } from './signed-log.fixture.ts'
import { verifyReceiptBundle } from './verify-receipt-bundle.ts'

const log = signedLog(events)
const trust = { verifierKey, origin }
const bundle = bundleIn(log, 6)

test('a receipt verifies with the public key alone, and says where it is in which log', () => {
  assert.deepEqual(verifyReceiptBundle(bundle, trust), {
    status: 'verified',
    receipt: 'rcpt_a',
    origin,
    sequence: 3,
    size: 6,
    root: log.root(6),
    result: 'not-given',
  })
})

test('a receipt verifies against any checkpoint that is not older than it', () => {
  for (const size of [3, 4, 5, 6]) assert.equal(verifyReceiptBundle(bundleIn(log, size), trust).status, 'verified')
})

test('a receipt verifies after it went through a file', () => {
  assert.equal(verifyReceiptBundle(JSON.parse(JSON.stringify(bundle)), trust).status, 'verified')
})

test('a result with its salt is found to be the one that was released', () => {
  const verified = verifyReceiptBundle(bundle, trust, opening)
  assert.equal(verified.status === 'verified' && verified.result, 'opened')
})

const other = signingKey('rooms.example', new Uint8Array(32).fill(6))
const stranger = signedLog([{ kind: 'refused' }, ...events.slice(1)])
const changed = { ...receipt, member: 'publisher' }

const broken: readonly [name: string, bundle: unknown, code: string][] = [
  ['nothing', undefined, 'RECEIPT_MALFORMED'],
  ['a receipt without its proof', receipt, 'RECEIPT_MALFORMED'],
  ['a bundle with something more in it', { ...bundle, more: 1 }, 'RECEIPT_MALFORMED'],
  ['a changed receipt', { ...bundle, receipt: changed }, 'RECEIPT_BAD_SIGNATURE'],
  ['a receipt that is none', { ...bundle, receipt: [] }, 'RECEIPT_BAD_SIGNATURE'],
  [
    'a signature of another key',
    { ...bundle, signature: signReceipt(canonicalJson(receipt), other) },
    'RECEIPT_BAD_SIGNATURE',
  ],
  [
    'a changed receipt, signed by the server itself',
    { ...bundle, receipt: changed, signature: signReceipt(canonicalJson(changed), key) },
    'RECEIPT_NOT_OF_ENTRY',
  ],
  ['another entry', { ...bundle, entry: log.entries[1] }, 'RECEIPT_NOT_OF_ENTRY'],
  ['an entry that is none', { ...bundle, entry: null }, 'RECEIPT_NOT_OF_ENTRY'],
  ['another place', { ...bundle, inclusion: { ...bundle.inclusion, leafIndex: 3 } }, 'RECEIPT_NOT_OF_ENTRY'],
  [
    'an entry that says something more',
    { ...bundle, entry: { ...Object(bundle.entry), more: 1 } },
    'LOG_ROOT_MISMATCH',
  ],
  [
    'the proof of another leaf',
    { ...bundle, inclusion: { ...log.inclusion(1, 6), leafIndex: 2 } },
    'LOG_ROOT_MISMATCH',
  ],
  ['a proof cut short', { ...bundle, inclusion: { ...bundle.inclusion, proof: [] } }, 'LOG_PROOF_LENGTH'],
  ['a checkpoint of another size', { ...bundle, checkpoint: log.checkpoint(4) }, 'LOG_PROOF_LENGTH'],
  ['a checkpoint from before the receipt', { ...bundle, checkpoint: log.checkpoint(2) }, 'LOG_INDEX_BEYOND_SIZE'],
  ['a checkpoint of another history', { ...bundle, checkpoint: stranger.checkpoint(6) }, 'LOG_ROOT_MISMATCH'],
  [
    'a checkpoint of another log of the server',
    { ...bundle, checkpoint: signCheckpoint({ origin: `${origin}b`, size: 6, root: log.root(6) }, key) },
    'SIGN_OTHER_LOG',
  ],
  [
    'a checkpoint of another key',
    { ...bundle, checkpoint: signCheckpoint({ origin, size: 6, root: log.root(6) }, other) },
    'SIGN_KEY_UNKNOWN',
  ],
  [
    'a changed checkpoint',
    { ...bundle, checkpoint: bundle.checkpoint.replace('\n6\n', '\n7\n') },
    'SIGN_BAD_SIGNATURE',
  ],
]

for (const [name, given, code] of broken) {
  test(`refuted: ${name}`, () => assert.equal(codeOf(given), code))
}

test('the key that a receipt brings along is not the one that is believed', () => {
  const forged = { ...bundle, signature: signReceipt(canonicalJson(receipt), other), key: spellVerifierKey(other) }
  assert.equal(codeOf(forged), 'RECEIPT_BAD_SIGNATURE')
})

test('a key that is none is told from a receipt that does not hold', () => {
  const verdict = verifyReceiptBundle(bundle, { verifierKey: 'nonsense' })
  assert.equal(verdict.status === 'refuted' && verdict.diagnostics[0]?.code, 'SIGN_KEY_MALFORMED')
})

const wrongOpenings: readonly [name: string, opening: ResultOpening][] = [
  ['another result', { ...opening, result: { ...opening.result, rows: [[1205], [null]] } }],
  ['another salt', { ...opening, salt: '0d'.repeat(32) }],
  ['a salt that is none', { ...opening, salt: '' }],
]

for (const [name, given] of wrongOpenings) {
  test(`refuted: ${name}`, () => assert.equal(codeOf(bundle, given), 'RECEIPT_NOT_OPENED'))
}

test('a receipt of a run without a result commits to none', () => {
  const failed = { ...receipt, commitment: null }
  const own = signedLog([
    { kind: 'finished', run: 'run_a', receipt: 'rcpt_a', receiptHash: taggedHash('receipt', canonicalJson(failed)) },
  ])
  const given: ReceiptBundle = {
    ...bundle,
    receipt: failed,
    signature: signReceipt(canonicalJson(failed), key),
    entry: own.entries[0] ?? null,
    inclusion: own.inclusion(0, 1),
    checkpoint: own.checkpoint(1),
  }
  assert.equal(verifyReceiptBundle(given, trust).status, 'verified')
  assert.equal(codeOf(given, opening), 'RECEIPT_WITHOUT_COMMITMENT')
})

test('whatever is given, there is a verdict and no exception', () => {
  const part = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(bundle)))
  const record = fc.record({
    version: fc.constant('1'),
    receipt: part,
    signature: part,
    key: part,
    entry: part,
    inclusion: part,
    checkpoint: part,
  })
  fc.assert(fc.property(fc.oneof(fc.anything(), record), (any) => verifyReceiptBundle(any, trust).status.length > 0))
})

function codeOf(given: unknown, opened?: ResultOpening): string | undefined {
  const verdict = verifyReceiptBundle(given, trust, opened)
  return verdict.status === 'refuted' ? verdict.diagnostics[0]?.code : undefined
}
