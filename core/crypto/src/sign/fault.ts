/** Why signed text is not to be believed. One code for everything that does not verify tells a forger nothing. */
export type SignatureFault =
  | 'SIGN_NOTE_MALFORMED'
  /** No signature is by the given key. */
  | 'SIGN_KEY_UNKNOWN'
  | 'SIGN_BAD_SIGNATURE'
  | 'SIGN_CHECKPOINT_MALFORMED'
  /** The checkpoint is of a log that the key does not speak for, or of another log than the expected one. */
  | 'SIGN_OTHER_LOG'

/** What was signed, or why it is not to be believed. */
export type Verified<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: SignatureFault }
