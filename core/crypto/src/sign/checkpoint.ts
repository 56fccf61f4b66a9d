import { base64Of, bytesOfBase64 } from '../bytes/base64.ts'
import { bytesOfHex, hexOf } from '../bytes/hex.ts'
import { type Hash, isHash } from '../merkle/hash.ts'
import type { Verified } from './fault.ts'
import { isKeyName, type SigningKey, type VerifierKey } from './key.ts'
import { signNote, verifyNote } from './note.ts'

/** A log at one size. `origin` names the log among all logs. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Hash }

/** The text of a checkpoint (C2SP tlog-checkpoint): origin, size and root in base64, a line each. */
export function spellCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin) || !Number.isSafeInteger(size) || size < 0 || !isHash(root))
    throw new Error('a checkpoint has an origin without white space and plus signs, a size and a root')
  return `${origin}\n${size}\n${base64Of(bytesOfHex(root))}\n`
}

/** Reads the text of a checkpoint; nothing where it is not one. Lines that extend it are passed over. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [, origin = '', size = '', encoded = ''] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([^\n]+)\n(?:[^\n]+\n)*$/.exec(text) ?? []
  const root = bytesOfBase64(encoded)
  if (!isKeyName(origin) || root?.length !== 32 || !Number.isSafeInteger(Number(size))) return undefined
  return { origin, size: Number(size), root: hexOf(root) }
}

/** A checkpoint as a signed note. Whoever signs must never sign two that do not share one history. */
export function signCheckpoint(checkpoint: Checkpoint, key: SigningKey): string {
  if (!speaksFor(key, checkpoint.origin)) throw new Error('a key signs for the logs under its name')
  return signNote(spellCheckpoint(checkpoint), [key])
}

/** Gives the checkpoint of a note signed with this key, of the log named `origin` where that is given. */
export function verifyCheckpoint(note: string, key: VerifierKey, origin?: string): Verified<Checkpoint> {
  const text = verifyNote(note, key)
  if (!text.ok) return text
  const checkpoint = parseCheckpoint(text.value)
  if (checkpoint === undefined) return { ok: false, code: 'SIGN_CHECKPOINT_MALFORMED' }
  if (!speaksFor(key, checkpoint.origin) || (origin !== undefined && checkpoint.origin !== origin))
    return { ok: false, code: 'SIGN_OTHER_LOG' }
  return { ok: true, value: checkpoint }
}

/** A server signs with one key for all its logs; their origins begin with its name. */
function speaksFor({ name }: VerifierKey, origin: string): boolean {
  return origin === name || origin.startsWith(`${name}/`)
}
