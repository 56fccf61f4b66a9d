import type { Random } from '../state/random-id.ts'
import { hashOf, newSecret } from './secret.ts'

/** What a key's text says: which key it is, and the hash of all of it. */
export type KeyText = { readonly id: string; readonly hash: string }

const pattern = /^gbx_([a-z2-7]{26})_[A-Za-z0-9_-]{43}$/

/** The text of a key: what it is, which one, and 256 bits that nobody can guess. */
export function newKeyText(id: string, random: Random): string {
  return `gbx_${id.slice('key_'.length)}_${newSecret(random)}`
}

/** Reads the text of a key. */
export function readKeyText(text: string): KeyText | undefined {
  const letters = pattern.exec(text)?.[1]
  return letters === undefined ? undefined : { id: `key_${letters}`, hash: hashOf(text) }
}
