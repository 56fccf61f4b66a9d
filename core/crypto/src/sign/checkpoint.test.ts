import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emptyRoot } from '../merkle/hash.ts'
import { parseCheckpoint, signCheckpoint, spellCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { signingKey } from './key.ts'
import { signNote } from './note.ts'

const key = signingKey('room.example', new Uint8Array(32).fill(1))
const checkpoint = { origin: 'room.example/col_a', size: 0, root: emptyRoot }
const text = 'room.example/col_a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'

test('a checkpoint is spelled as the format has it, and read back', () => {
  assert.equal(spellCheckpoint(checkpoint), text)
  assert.deepEqual(parseCheckpoint(text), checkpoint)
})

test('the example of the specification is read', () => {
  const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
  assert.deepEqual(parseCheckpoint(example), {
    origin: 'example.com/behind-the-sofa',
    size: 20852163,
    root: '0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62',
  })
})

const malformed: readonly [name: string, text: string][] = [
  ['no root', 'room.example\n0\n'],
  ['an empty origin', text.replace('room.example/col_a', '')],
  ['white space in the origin', text.replace('/col_a', ' col_a')],
  ['a size with a leading zero', text.replace('\n0\n', '\n01\n')],
  ['a negative size', text.replace('\n0\n', '\n-1\n')],
  ['a size with a fraction', text.replace('\n0\n', '\n1.5\n')],
  ['a size that is no exact number', text.replace('\n0\n', '\n9007199254740993\n')],
  ['a short root', text.replace('SuFU=', 'SuA==')],
  ['a root in another spelling', text.replace('SuFU=', 'SuFV=')],
  ['a root in hexadecimal', `room.example\n0\n${emptyRoot}\n`],
  ['no newline at the end', text.slice(0, -1)],
  ['an empty line', `${text}\n`],
  ['an empty line before an extension', `${text}\nmore\n`],
]

for (const [name, wrong] of malformed) {
  test(`no checkpoint: ${name}`, () => assert.equal(parseCheckpoint(wrong), undefined))
}

test('lines that extend a checkpoint are passed over', () => {
  assert.deepEqual(parseCheckpoint(`${text}more\n`), checkpoint)
})

test('a signed checkpoint verifies, and is of its log only', () => {
  const note = signCheckpoint(checkpoint, key)
  assert.deepEqual(verifyCheckpoint(note, key), { ok: true, value: checkpoint })
  assert.deepEqual(verifyCheckpoint(note, key, 'room.example/col_a'), { ok: true, value: checkpoint })
  assert.deepEqual(verifyCheckpoint(note, key, 'room.example/col_b'), { ok: false, code: 'SIGN_OTHER_LOG' })
})

test('a key does not speak for the logs of others, though it may sign what it likes', () => {
  const other = { ...checkpoint, origin: 'room.example.evil.org/col_a' }
  assert.throws(() => signCheckpoint(other, key))
  const note = signNote(spellCheckpoint(other), [key])
  assert.deepEqual(verifyCheckpoint(note, key), { ok: false, code: 'SIGN_OTHER_LOG' })
})

test('a signed note that is no checkpoint is refused', () => {
  const note = signNote('room.example/col_a\nten\n', [key])
  assert.deepEqual(verifyCheckpoint(note, key), { ok: false, code: 'SIGN_CHECKPOINT_MALFORMED' })
})

test('a forged size or root does not verify', () => {
  const note = signCheckpoint(checkpoint, key)
  for (const forged of [note.replace('\n0\n', '\n1\n'), note.replace('47DE', '57DE')])
    assert.deepEqual(verifyCheckpoint(forged, key), { ok: false, code: 'SIGN_BAD_SIGNATURE' })
})

test('any checkpoint comes back as it was signed', () => {
  const root = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
  fc.assert(
    fc.property(fc.maxSafeNat(), root, (size, hash) => {
      const any = { ...checkpoint, size, root: hash }
      assert.deepEqual(parseCheckpoint(spellCheckpoint(any)), any)
    }),
  )
})

test('what is no checkpoint is not signed', () => {
  for (const wrong of [{ size: -1 }, { size: 0.5 }, { root: 'ab' }, { origin: 'room.example/a b' }])
    assert.throws(() => signCheckpoint({ ...checkpoint, ...wrong }, key))
})
