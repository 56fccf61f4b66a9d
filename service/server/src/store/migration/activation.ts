import type { DdlWords, Migration } from './migration.ts'

function create({ integer, strict }: DdlWords): readonly string[] {
  const text = (...names: readonly string[]): string => names.map((name) => `${name} TEXT NOT NULL`).join(', ')
  return [
    `CREATE TABLE destinations (id TEXT NOT NULL PRIMARY KEY,
       ${text('collaboration', 'name', 'name_folded', 'organisation')}, kind TEXT NOT NULL CHECK (kind IN ('https')),
       ${text('place', 'hash', 'format', 'description', 'secret')},
       version ${integer} NOT NULL CHECK (version >= 1), ${text('created_at', 'updated_at')},
       UNIQUE (collaboration, name_folded))${strict}`,
    `CREATE TABLE activations (run TEXT NOT NULL PRIMARY KEY, ${text('collaboration', 'destination')},
       status TEXT NOT NULL CHECK (status IN ('pending', 'waiting', 'delivered', 'failed', 'withdrawn')),
       delivery TEXT NOT NULL, attempts ${integer} NOT NULL, next_at TEXT, failing_since TEXT,
       created_at TEXT NOT NULL, ended_at TEXT, last_answer TEXT, reason TEXT)${strict}`,
    `CREATE INDEX activations_due ON activations (next_at) WHERE status = 'waiting'`,
    `CREATE INDEX activations_by_collaboration ON activations (collaboration) WHERE status = 'waiting'`,
    'ALTER TABLE table_associations ADD COLUMN destinations TEXT',
    'ALTER TABLE runs ADD COLUMN destination TEXT',
  ]
}

/** Destinations, where owners let results go, and what is on its way there. */
export const activationMigration: Migration = { version: 18, area: 'activation', statements: create }
