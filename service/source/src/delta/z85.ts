import { malformed } from '../lake/refused.ts'

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** Bytes that are written in the base 85 of ZeroMQ: four bytes in five characters. */
export function readZ85(text: string, where: string): Uint8Array {
  if (text.length % 5 !== 0) return malformed(`${where} is no text of base 85`)
  const bytes = Buffer.alloc((text.length / 5) * 4)
  for (let at = 0; at < text.length; at += 5) {
    let word = 0
    for (const character of text.slice(at, at + 5)) {
      const digit = digits.indexOf(character)
      if (digit < 0) return malformed(`${where} is no text of base 85`)
      word = word * 85 + digit
    }
    if (word > 0xffffffff) return malformed(`${where} is no text of base 85`)
    bytes.writeUInt32BE(word, (at / 5) * 4)
  }
  return bytes
}
