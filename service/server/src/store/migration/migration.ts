/** How the two databases spell what their DDL does not share. */
export type DdlWords = {
  readonly dialect: 'sqlite' | 'postgres'
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
  /** In order, each run by itself. Versions before it may not be there at all: only what it names itself is sure. */
  readonly statements: (words: DdlWords) => readonly string[]
  /** What SQLite states that were made as versions 1 to 3 need instead, once they are version 3. */
  readonly upgrade?: (words: DdlWords) => readonly string[]
}
