/** Programs that people let act for them: who they are, and what proves it. */
export type OauthTables = {
  readonly oauth_clients: {
    readonly id: string
    readonly name: string
    /** JSON. */
    readonly redirect_uris: string
    readonly created_at: string
    /** Whether anybody ever let it act. */
    readonly is_used: 0 | 1
  }
  /** What one person let one program do. */
  readonly agents: {
    readonly id: string
    readonly client: string
    readonly user: string
    readonly organisation: string
    readonly name: string
    readonly redirect_host: string
    /** JSON. */
    readonly scopes: string
    readonly resource: string
    readonly max_share: number
    readonly approval_above_share: number | null
    readonly created_at: string
    readonly last_used_on: string | null
    readonly revoked_at: string | null
  }
  readonly oauth_codes: {
    readonly hash: string
    readonly agent: string
    readonly redirect_uri: string
    /** SHA-256 of the verifier, base64url. */
    readonly challenge: string
    readonly expires_at: string
    /** Used once: a second use is theft. */
    readonly used_at: string | null
  }
  readonly oauth_tokens: {
    readonly hash: string
    readonly agent: string
    readonly kind: 'access' | 'refresh'
    /** JSON. */
    readonly scopes: string
    readonly expires_at: string
    readonly used_at: string | null
  }
}
