const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values: ReadonlyMap<string, number> = new Map([...alphabet].map((letter, value) => [letter, value]))

/** Bytes in standard base64 with padding (RFC 4648 §4). */
export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    text += letter(group >> 18) + letter(group >> 12)
    text += (left > 1 ? letter(group >> 6) : '=') + (left > 2 ? letter(group) : '=')
  }
  return text
}

/** The bytes of a base64 text, where it is their one spelling; two spellings of one signature would be two signatures. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined
  const digits = text.replace(/={1,2}$/, '')
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let bits = 0
  let group = 0
  let written = 0
  for (const digit of digits) {
    const value = values.get(digit)
    if (value === undefined) return undefined
    group = ((group << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[written++] = group >> bits
  }
  return base64Of(bytes) === text ? bytes : undefined
}

function letter(sextet: number): string {
  return alphabet.charAt(sextet & 63)
}
