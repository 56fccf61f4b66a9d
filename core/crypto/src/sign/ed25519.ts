import { ed25519 } from '@noble/curves/ed25519.js'

/** How many bytes an Ed25519 seed or public key has. */
export const keyLength = 32

/** The public key of a seed of 32 random bytes (RFC 8032 §5.1.5). */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed)
}

/** The Ed25519 signature of a message. */
export function signBytes(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed)
}

/** Whether a signature is of this message by this key, as RFC 8032 has it. Never throws, whatever it is given. */
export function verifyBytes(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}
