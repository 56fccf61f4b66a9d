/** Gives as many unpredictable bytes as it is asked for. */
export type Random = (bytes: number) => Uint8Array

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** What an id is of. */
export type IdPrefix =
  | 'org'
  | 'usr'
  | 'key'
  | 'ses'
  | 'inv'
  | 'col'
  | 'tbl'
  | 'tpl'
  | 'int'
  | 'run'
  | 'rcpt'
  | 'ver'
  | 'chg'
  | 'sch'
  | 'whk'
  | 'sav'
  | 'oac'
  | 'agt'
  | 'con'
  | 'dst'
  | 'act'

/** `rcpt_` and 26 letters of base32: 128 bits that nobody can guess or meet twice. */
export function randomId(prefix: IdPrefix, random: Random): string {
  let bits = 0n
  for (const byte of random(16)) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let digit = 0; digit < 26; digit++) {
    text = `${alphabet[Number(bits & 31n)]}${text}`
    bits >>= 5n
  }
  return `${prefix}_${text}`
}
