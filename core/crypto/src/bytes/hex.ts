import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

/** Bytes in lower-case hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}

/** The bytes of a text that is known to be hexadecimal. */
export function bytesOfHex(text: string): Uint8Array {
  return hexToBytes(text)
}
