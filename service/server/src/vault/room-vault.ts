import { hkdfSync } from 'node:crypto'
import type { Random } from '../state/random-id.ts'
import type { OwnVault, Vault } from '../store/vault.ts'
import type { DataKeys } from './data-keys.ts'
import { bytesOf, openBytes, sealBytes, spellBytes } from './sealed-text.ts'

const mark = 'v2.'
const keyLength = 32

/** The key that everything of a collaboration is sealed with, beside those of members. */
export function roomKeyId(collaboration: string): string {
  return `${collaboration}.room`
}

/** The key of a member in a collaboration: it goes when the member does. */
export function shareId(collaboration: string, organisation: string): string {
  return `${collaboration}.${organisation}`
}

/**
 * The vault of a collaboration. The key of a text is derived from the collaboration's and those of all members that it is
 * made of, so that one that is missing makes it unreadable in every copy there is. Who they are stands before the text.
 * `before` opens what was sealed when a collaboration had one key for all.
 */
export function roomVault(about: {
  readonly id: string
  readonly keys: DataKeys
  readonly before: OwnVault
  readonly random: Random
}): Vault {
  const { id, keys, before, random } = about
  const idsOf = (madeOf: readonly string[]): readonly string[] => [
    roomKeyId(id),
    ...madeOf.map((organisation) => shareId(id, organisation)),
  ]
  const keyOf = (madeOf: readonly string[], place: string): Uint8Array => {
    const parts = Buffer.concat(idsOf(madeOf).map((one) => keys.keyOf(one)))
    return new Uint8Array(hkdfSync('sha256', parts, Buffer.alloc(0), `glovebox sealed text ${place}`, keyLength))
  }
  return {
    seal: (text, about, madeOf) => {
      const sorted = [...new Set(madeOf)].sort()
      const place = JSON.stringify([id, about, sorted])
      const sealed = sealBytes(keyOf(sorted, place), Buffer.from(text), place, random)
      return spellBytes(`${mark}${sorted.join(',')}.`, sealed)
    },
    open: (sealed, about) => {
      if (!sealed.startsWith(mark)) return before.open(sealed, about)
      const madeOf = madeOfSealed(sealed)
      const place = JSON.stringify([id, about, madeOf])
      const bytes = bytesOf(`${mark}${madeOf.join(',')}.`, sealed)
      return openBytes(keyOf(madeOf, place), bytes, place).toString()
    },
    madeOf: madeOfSealed,
    canSeal: (madeOf) => !idsOf(madeOf).some((one) => keys.isDestroyed(one)),
  }
}

/** Who a sealed text is made of, as it says itself. */
function madeOfSealed(sealed: string): readonly string[] {
  if (!sealed.startsWith(mark)) return []
  const names = sealed.slice(mark.length, sealed.indexOf('.', mark.length))
  return names === '' ? [] : names.split(',')
}
