/** Seals private texts (results, openings, published rows) of one collaboration for storage. */
export type Vault = {
  /**
   * `about` names the row that holds it, so that one sealed text cannot stand in for another. `madeOf` are the
   * organisations whose data it is made of, or for: when the key of one of them is destroyed, nobody opens it again.
   */
  readonly seal: (text: string, about: string, madeOf: readonly string[]) => string
  /** Throws where the text was changed or is of another row, and `KeyDestroyed` where a key of it is. */
  readonly open: (sealed: string, about: string) => string
  /** The organisations that a sealed text is made of, as it says itself. */
  readonly madeOf: (sealed: string) => readonly string[]
  /** Whether a text that is made of these can be sealed: none of their keys is destroyed. */
  readonly canSeal: (madeOf: readonly string[]) => boolean
}

/** Seals what is private to one organisation. */
export type OwnVault = {
  readonly seal: (text: string, about: string) => string
  readonly open: (sealed: string, about: string) => string
}

/** For local rooms, whose files only their account may read: keeps texts as they are. */
export const plainVault: Vault = {
  seal: (text) => text,
  open: (sealed) => sealed,
  madeOf: () => [],
  canSeal: () => true,
}

/** What was sealed with a key that was destroyed is gone, whoever still holds the sealed text. */
export class KeyDestroyed extends Error {
  constructor(id: string) {
    super(`the key of ${id} was destroyed`)
  }
}

/** What a text says, or nothing where a key that it was sealed with was destroyed. */
export function openIfAny(vault: Vault, sealed: string, about: string): string | undefined {
  try {
    return vault.open(sealed, about)
  } catch (error) {
    if (error instanceof KeyDestroyed) return undefined
    throw error
  }
}
