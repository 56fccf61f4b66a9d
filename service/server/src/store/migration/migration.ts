/** How the two databases spell what their DDL does not share. */
export type DdlWords = {
  /** 64 bits: `INTEGER` or `BIGINT`. */
  readonly integer: string
  readonly bytes: string
  /** A column that counts rows up by itself and is the primary key. */
  readonly counter: string
  /** What ends a CREATE TABLE: ` STRICT` or nothing. */
  readonly strict: string
}

/** One step of the schema. What stands in it is never changed once it is released, only followed by another. */
export type Migration = {
  readonly version: number
  readonly area: string
  /** Statements, in order. `upgrades` only: what SQLite states of earlier versions need instead. */
  readonly statements: (words: DdlWords) => readonly string[]
}
