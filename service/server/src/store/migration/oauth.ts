import type { DdlWords, Migration } from './migration.ts'

/** Programs that people let act for them. */
function create({ integer, strict }: DdlWords): readonly string[] {
  const table = (name: string, columns: string): string => `CREATE TABLE ${name} (${columns})${strict}`
  const text = (...names: readonly string[]): string => names.map((name) => `${name} TEXT NOT NULL`).join(', ')
  const real = strict === '' ? 'DOUBLE PRECISION' : 'REAL'
  return [
    table(
      'oauth_clients',
      `id TEXT PRIMARY KEY NOT NULL, ${text('name', 'redirect_uris', 'created_at')}, is_used ${integer} NOT NULL
       CHECK (is_used IN (0, 1))`,
    ),
    'CREATE INDEX oauth_clients_by_use ON oauth_clients (is_used, created_at)',
    table(
      'agents',
      `id TEXT PRIMARY KEY NOT NULL, client TEXT NOT NULL REFERENCES oauth_clients (id),
       "user" TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
       ${text('organisation', 'name', 'redirect_host', 'scopes', 'resource')}, max_share ${real} NOT NULL,
       approval_above_share ${real}, ${text('created_at')}, last_used_on TEXT, revoked_at TEXT`,
    ),
    'CREATE INDEX agents_by_user ON agents ("user", id)',
    'CREATE INDEX agents_by_organisation ON agents (organisation, id)',
    'CREATE INDEX agents_by_client ON agents (client)',
    table(
      'oauth_codes',
      `hash TEXT PRIMARY KEY NOT NULL, agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
       ${text('redirect_uri', 'challenge', 'expires_at')}, used_at TEXT`,
    ),
    'CREATE INDEX oauth_codes_by_agent ON oauth_codes (agent)',
    'CREATE INDEX oauth_codes_by_expiry ON oauth_codes (expires_at)',
    table(
      'oauth_tokens',
      `hash TEXT PRIMARY KEY NOT NULL, agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
       kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')), ${text('scopes', 'expires_at')}, used_at TEXT`,
    ),
    'CREATE INDEX oauth_tokens_by_agent ON oauth_tokens (agent)',
    'CREATE INDEX oauth_tokens_by_expiry ON oauth_tokens (expires_at)',
  ]
}

/** OAuth clients, agents, codes and tokens. */
export const oauthMigration: Migration = { version: 10, area: 'oauth', statements: create }
