/** The rows of connections. */
export type ConnectionTables = {
  readonly connections: {
    readonly id: string
    readonly organisation: string
    readonly name: string
    readonly name_folded: string
    readonly description: string
    readonly kind: string
    /** JSON, without what opens it. */
    readonly target: string
    /** The whole connection, sealed under the key of its organisation. */
    readonly secret: string
    readonly version: number
    readonly created_at: string
    readonly updated_at: string
  }
}
