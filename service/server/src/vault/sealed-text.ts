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
