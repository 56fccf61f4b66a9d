import type { DdlWords, Migration } from './migration.ts'

function create({ integer, counter, strict }: DdlWords): readonly string[] {
  const table = (name: string, columns: string): string => `CREATE TABLE ${name} (${columns})${strict}`
  const flag = (name: string): string => `${name} ${integer} NOT NULL CHECK (${name} IN (0, 1))`
  return [
    table(
      'collaborations',
      `id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL, creator TEXT NOT NULL,
       settings TEXT NOT NULL, revision ${integer} NOT NULL CHECK (revision > 0), created_at TEXT NOT NULL, closed_at TEXT`,
    ),
    table(
      'members',
      `collaboration TEXT NOT NULL REFERENCES collaborations (id), organisation TEXT NOT NULL, name TEXT NOT NULL,
       folded TEXT NOT NULL,
       status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'declined', 'left', 'removed')),
       abilities TEXT NOT NULL, ${flag('payment_accepted')}, invited_at TEXT NOT NULL, joined_at TEXT, ended_at TEXT,
       paused_at TEXT, PRIMARY KEY (collaboration, organisation)`,
    ),
    'CREATE UNIQUE INDEX members_by_name ON members (collaboration, folded)',
    'CREATE INDEX members_by_organisation ON members (organisation, collaboration)',
    table(
      'change_requests',
      `id TEXT NOT NULL PRIMARY KEY, collaboration TEXT NOT NULL REFERENCES collaborations (id), proposer TEXT NOT NULL,
       status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'denied', 'cancelled', 'committed')),
       changes TEXT NOT NULL, ${flag('is_auto_approved')}, opened_at TEXT NOT NULL, closed_at TEXT, reason TEXT`,
    ),
    'CREATE INDEX change_requests_by_collaboration ON change_requests (collaboration, opened_at, id)',
    `CREATE INDEX change_requests_pending ON change_requests (collaboration) WHERE status = 'pending'`,
    table(
      'change_votes',
      `change TEXT NOT NULL REFERENCES change_requests (id), organisation TEXT NOT NULL,
       vote TEXT NOT NULL CHECK (vote IN ('approved', 'denied')), at TEXT NOT NULL, PRIMARY KEY (change, organisation)`,
    ),
    table(
      'change_history',
      `change TEXT NOT NULL REFERENCES change_requests (id), sequence ${integer} NOT NULL, at TEXT NOT NULL,
       organisation TEXT NOT NULL, "user" TEXT, kind TEXT NOT NULL, comment TEXT, PRIMARY KEY (change, sequence)`,
    ),
    table(
      'deletions',
      `collaboration TEXT NOT NULL, organisation TEXT NOT NULL, at TEXT NOT NULL,
       cause TEXT NOT NULL CHECK (cause IN ('left', 'removed', 'closed')), statement TEXT NOT NULL,
       signature TEXT NOT NULL, PRIMARY KEY (collaboration, organisation)`,
    ),
    table(
      'events',
      `sequence ${counter}, at TEXT NOT NULL, kind TEXT NOT NULL, collaboration TEXT, audience TEXT NOT NULL, data TEXT NOT NULL`,
    ),
  ]
}

/** Collaborations, their members, changes and deletions, and the events that are told. */
export const collaborationMigration: Migration = { version: 6, area: 'collaboration', statements: create }
