/** Where the master key comes from: it wraps every other key, and is needed when the server starts. */
export type MasterKeySource = {
  /** The key that holds; nothing where there is none yet. */
  readonly find: () => Promise<Uint8Array | undefined>
  /** A new key, kept but not yet holding. Absent where the operator sets keys. */
  readonly prepare?: () => Promise<NextKey>
  /** The key that was kept so last, if it does not hold yet. */
  readonly prepared?: () => Promise<NextKey | undefined>
  /** Destroys the key that holds, once another does; absent where it lies with the operator. */
  readonly destroy?: () => void
}

/** A key that holds from the moment at which it is put in place. */
export type NextKey = { readonly key: Uint8Array; readonly putInPlace: () => void }

/** Bytes of a master key. */
export const masterKeyLength = 32

/** Reads a master key as settings and files hold it: 32 bytes in base64. */
export function parseMasterKey(text: string): Uint8Array {
  const trimmed = text.trim()
  const key = Buffer.from(trimmed, 'base64')
  if (key.length !== masterKeyLength || key.toString('base64') !== trimmed)
    throw new Error('a master key is 32 bytes in base64')
  return key
}

/** The key that a setting or a variable of the environment holds. */
export function givenKey(text: string): MasterKeySource {
  return { find: async () => parseMasterKey(text) }
}
