import { OtherVersion } from '../state/why-unusable.ts'
import { localStates } from './migration/local-states.ts'
import type { DdlWords, Migration } from './migration/migration.ts'

/** What SQLite calls things. */
export const sqliteWords: DdlWords = {
  dialect: 'sqlite',
  integer: 'INTEGER',
  bytes: 'BLOB',
  counter: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  strict: ' STRICT',
}

/** What PostgreSQL calls things. */
export const postgresWords: DdlWords = {
  dialect: 'postgres',
  integer: 'BIGINT',
  bytes: 'BYTEA',
  counter: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  strict: '',
}

/** The version that these steps lead to. */
export function latestVersion(migrations: readonly Migration[]): number {
  return Math.max(0, ...migrations.map(({ version }) => version))
}

/**
 * The statements that bring a database of a version to the last one. There is no way back: a database of a version that
 * is not known, because a later release wrote it, is refused.
 */
export function statementsFrom(version: number, migrations: readonly Migration[], words: DdlWords): readonly string[] {
  const isLocalState = words.dialect === 'sqlite' && version >= 1 && version <= localStates.length
  const isKnown = version === 0 || isLocalState || migrations.some((migration) => migration.version === version)
  if (!isKnown) throw new OtherVersion()
  const steps = migrations
    .filter((migration) => migration.version > version)
    .flatMap(({ statements, upgrade }) => (isLocalState ? (upgrade ?? statements) : statements)(words))
  return isLocalState ? [...localStates.slice(version), ...steps] : steps
}
