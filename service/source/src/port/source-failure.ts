/** Why a source gives nothing. */
export type SourceFailure = {
  readonly kind: SourceFailureKind
  /** What was wrong and where, with a way out; for the table's owner only. Never holds a secret or a row. */
  readonly reason: string
}

/**
 * - `not-found`: nothing is there, or nothing that this grant may see
 * - `forbidden`: credentials are wrong, expired, or not enough
 * - `changed`: it is no longer the version that was pinned
 * - `unavailable`: it does not answer, also after retries
 * - `malformed`: it answers what its format or protocol does not allow
 * - `unsupported`: it is something that is not read here
 * - `cancelled`: the caller stopped it
 */
export type SourceFailureKind =
  | 'not-found'
  | 'forbidden'
  | 'changed'
  | 'unavailable'
  | 'malformed'
  | 'unsupported'
  | 'cancelled'
