import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesOfBase64 } from '../bytes/base64.ts'
import type { SignatureFault } from './fault.ts'
import { parseVerifierKey, signingKey, type VerifierKey } from './key.ts'
import { signNote, verifyNote } from './note.ts'

// The key and note of the reference implementation (golang.org/x/mod/sumdb/note), and the example of the specification.
const seed = bytesOfBase64('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz')?.slice(1) ?? new Uint8Array()
const peter = signingKey('PeterNeumann', seed)
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const line =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
const note = `${text}\n${line}`

test('the note of the reference implementation is signed the same', () => {
  assert.equal(signNote(text, [peter]), note)
})

test('the note of the reference implementation verifies', () => {
  assert.deepEqual(verifyNote(note, peter), { ok: true, value: text })
})

test('the example of the specification verifies', () => {
  const key = parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')
  assert.ok(key !== undefined)
  const signed =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'
  assert.deepEqual(verifyNote(signed, key), { ok: true, value: 'This is an example message.\n' })
})

test('signatures of others are passed over, wherever they stand', () => {
  const witness = signingKey('witness.example', new Uint8Array(32).fill(3))
  const signed = signNote(text, [witness, peter, witness])
  assert.deepEqual(verifyNote(signed, peter), { ok: true, value: text })
  assert.deepEqual(verifyNote(signed, witness), { ok: true, value: text })
})

test('the text of a note may have empty lines', () => {
  const spaced = 'a\n\nb\n\n\nc\n'
  assert.deepEqual(verifyNote(signNote(spaced, [peter]), peter), { ok: true, value: spaced })
})

const refused: readonly [name: string, note: string, code: SignatureFault][] = [
  ['nothing', '', 'SIGN_NOTE_MALFORMED'],
  ['a text without signatures', text, 'SIGN_NOTE_MALFORMED'],
  ['a text and an empty line', `${text}\n`, 'SIGN_NOTE_MALFORMED'],
  ['signatures without a text', `\n${line}`, 'SIGN_NOTE_MALFORMED'],
  ['no empty line', `${text}${line}`, 'SIGN_NOTE_MALFORMED'],
  ['no newline at the end', note.slice(0, -1), 'SIGN_NOTE_MALFORMED'],
  ['something after the signatures', `${note}x\n`, 'SIGN_NOTE_MALFORMED'],
  ['a control character in the text', `a\u0007\n\n${line}`, 'SIGN_NOTE_MALFORMED'],
  ['a carriage return', note.replaceAll('\n', '\r\n'), 'SIGN_NOTE_MALFORMED'],
  ['another dash', note.replace('—', '-'), 'SIGN_NOTE_MALFORMED'],
  ['base64 in another spelling', note.replace('nAM=', 'nAN='), 'SIGN_NOTE_MALFORMED'],
  ['a key id without a signature', `${text}\n— PeterNeumann x08gow==\n`, 'SIGN_NOTE_MALFORMED'],
  ['too many signatures', `${text}\n${line.repeat(65)}`, 'SIGN_NOTE_MALFORMED'],
  ['a key of another name', note.replace('PeterNeumann', 'EnochRoot'), 'SIGN_KEY_UNKNOWN'],
  ['a key of another id', note.replace('x08g', 'x08h'), 'SIGN_KEY_UNKNOWN'],
  ['a changed text', note.replace('cryptography', 'Cryptography'), 'SIGN_BAD_SIGNATURE'],
  ['a line more', `more\n${note}`, 'SIGN_BAD_SIGNATURE'],
  ['a changed signature', note.replace('/ZJk', '/ZJl'), 'SIGN_BAD_SIGNATURE'],
  ['a signature with a byte less', `${text}\n${line.replace('nAM=', 'nA==')}`, 'SIGN_BAD_SIGNATURE'],
  ['a good and a bad signature of one key', `${note}${line.replace('/ZJk', '/ZJl')}`, 'SIGN_BAD_SIGNATURE'],
]

for (const [name, broken, code] of refused) {
  test(`refused: ${name}`, () => assert.deepEqual(verifyNote(broken, peter), { ok: false, code }))
}

test('a note of one key is not one of another key with its name and id', () => {
  const other: VerifierKey = { ...signingKey('x', new Uint8Array(32).fill(9)), name: peter.name, id: peter.id }
  assert.deepEqual(verifyNote(note, other), { ok: false, code: 'SIGN_BAD_SIGNATURE' })
})

test('what cannot be the text of a note is not signed', () => {
  for (const wrong of ['', 'a', 'a\tb\n', '\ud800\n']) assert.throws(() => signNote(wrong, [peter]))
})

test('whatever text is given, there is an answer and no exception', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => assert.equal(verifyNote(any, peter).ok, false)))
})
