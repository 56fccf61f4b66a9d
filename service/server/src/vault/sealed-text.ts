import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '../state/random-id.ts'

const algorithm = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16

/** Bytes that only the key opens, and only as what `about` says they are: nonce, what is hidden, tag. */
export function sealBytes(key: Uint8Array, hidden: Uint8Array, about: string, random: Random): Buffer {
  const nonce = random(nonceLength)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(hidden), cipher.final(), cipher.getAuthTag()])
}

/** What was sealed; throws where anything of it was changed or it is not about that. */
export function openBytes(key: Uint8Array, sealed: Uint8Array, about: string): Buffer {
  if (sealed.length < nonceLength + tagLength) throw new Error('a sealed text is too short')
  const nonce = sealed.subarray(0, nonceLength)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(about))
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength))
  const hidden = decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength))
  return Buffer.concat([hidden, decipher.final()])
}

/** Sealed bytes as text, after a mark that says how they were sealed. */
export function spellBytes(mark: string, sealed: Buffer): string {
  return `${mark}${sealed.toString('base64')}`
}

/** The bytes of a sealed text with this mark; throws for any other. */
export function bytesOf(mark: string, sealed: string): Buffer {
  const text = sealed.slice(mark.length)
  const bytes = Buffer.from(text, 'base64')
  // Base64 has several spellings of the same bytes; one of them is ours.
  if (!sealed.startsWith(mark) || bytes.toString('base64') !== text)
    throw new Error('a sealed text has an unknown form')
  return bytes
}
