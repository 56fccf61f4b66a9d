import { base64Of, bytesOfBase64 } from '../bytes/base64.ts'
import { bytesOfHex, hexOf } from '../bytes/hex.ts'
import { utf8 } from '../bytes/utf8.ts'
import { signBytes, verifyBytes } from './ed25519.ts'
import type { Verified } from './fault.ts'
import { isKeyName, type SigningKey, type VerifierKey } from './key.ts'

// C2SP signed-note: a text, an empty line, and signature lines `— name base64(key id ‖ signature)`.

/** More signatures than any note has, few enough to check. */
const maximumSignatures = 64

const idLength = 4

/** Signs a text. Throws where it cannot be a note's text: it ends in a newline and has no other control characters. */
export function signNote(text: string, keys: readonly SigningKey[]): string {
  if (!isNoteText(text)) throw new Error('the text of a note ends in a newline and has no other control characters')
  const lines = keys.map(({ name, id, seed }) => {
    const signature = signBytes(utf8(text), seed)
    return `— ${name} ${base64Of(Uint8Array.of(...bytesOfHex(id), ...signature))}\n`
  })
  return `${text}\n${lines.join('')}`
}

/**
 * Gives the text of a note that was signed with this key. Signatures of other keys are passed over, as the format asks:
 * witnesses may add theirs.
 */
export function verifyNote(note: string, key: VerifierKey): Verified<string> {
  const parts = splitNote(note)
  if (parts === undefined) return { ok: false, code: 'SIGN_NOTE_MALFORMED' }
  const own = parts.signatures.filter(({ name, id }) => name === key.name && id === key.id)
  if (own.length === 0) return { ok: false, code: 'SIGN_KEY_UNKNOWN' }
  const message = utf8(parts.text)
  const isSigned = own.every(({ signature }) => verifyBytes(signature, message, key.publicKey))
  return isSigned ? { ok: true, value: parts.text } : { ok: false, code: 'SIGN_BAD_SIGNATURE' }
}

type NoteSignature = { readonly name: string; readonly id: string; readonly signature: Uint8Array }

function splitNote(note: string): { readonly text: string; readonly signatures: readonly NoteSignature[] } | undefined {
  const end = note.lastIndexOf('\n\n') + 1
  const text = note.slice(0, end)
  const rest = note.slice(end + 1)
  if (end === 0 || !isNoteText(text) || !rest.endsWith('\n')) return undefined
  const lines = rest.slice(0, -1).split('\n')
  if (lines.length > maximumSignatures) return undefined
  const signatures = lines.map(readSignature)
  return signatures.every((signature) => signature !== undefined) ? { text, signatures } : undefined
}

function readSignature(line: string): NoteSignature | undefined {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? []
  const bytes = bytesOfBase64(encoded)
  if (!isKeyName(name) || bytes === undefined || bytes.length <= idLength) return undefined
  return { name, id: hexOf(bytes.slice(0, idLength)), signature: bytes.slice(idLength) }
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && [...text].every((letter) => letter >= ' ' || letter === '\n')
}
