const encoder = new TextEncoder()

/** Text as it is hashed and signed. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}
