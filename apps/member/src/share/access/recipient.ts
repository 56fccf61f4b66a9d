/** Somebody who may read some of what is shared. */
export type Recipient = {
  readonly name: string
  /** Grows with each token; signed URLs name the one they were asked for with. */
  readonly generation: number
  readonly tokens: readonly TokenRecord[]
  readonly grants: readonly Grant[]
  readonly revokedAt?: string
}

/** A token, as far as it is kept. */
export type TokenRecord = {
  readonly generation: number
  /** SHA-256, hexadecimal. The token itself is 256 random bits and is shown once. */
  readonly hash: string
  readonly createdAt: string
  readonly expiresAt?: string
}

/** What of the shares somebody may read: a share, a schema or a table, of a table perhaps some columns or one version. */
export type Grant = {
  readonly share: string
  readonly schema?: string
  readonly table?: string
  readonly columns?: readonly string[]
  readonly version?: number
}
