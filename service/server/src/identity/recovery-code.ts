import type { Random } from '../state/random-id.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const codesAtOnce = 10

/** Ten codes of 120 bits: enough to be stored under a plain hash. */
export function newRecoveryCodes(random: Random): readonly string[] {
  return Array.from({ length: codesAtOnce }, () => {
    const letters = [...random(24)].map((byte) => alphabet[byte & 31]).join('')
    return letters.replace(/(.{6})(?=.)/g, '$1-')
  })
}
