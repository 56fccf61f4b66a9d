import type { DdlWords, Migration } from './migration.ts'

/** Who there is, and how they sign in. */
function create({ integer, counter, strict }: DdlWords): readonly string[] {
  const table = (name: string, columns: string): string => `CREATE TABLE ${name} (${columns})${strict}`
  const text = (...names: readonly string[]): string => names.map((name) => `${name} TEXT NOT NULL`).join(', ')
  const flag = (name: string): string => `${name} ${integer} NOT NULL CHECK (${name} IN (0, 1))`
  const ofUser = '"user" TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE'
  return [
    table(
      'organisations',
      `id TEXT PRIMARY KEY NOT NULL, ${text('name', 'name_folded')}, ${flag('is_operator')},
       ${flag('is_second_factor_required')}, ${text('created_at')}, version ${integer} NOT NULL`,
    ),
    'CREATE UNIQUE INDEX organisations_by_name ON organisations (name_folded)',
    'CREATE UNIQUE INDEX organisations_operator ON organisations (is_operator) WHERE is_operator = 1',
    table(
      'users',
      `id TEXT PRIMARY KEY NOT NULL, organisation TEXT NOT NULL REFERENCES organisations (id),
       ${text('email', 'name', 'roles')}, ${flag('is_disabled')}, password TEXT, totp TEXT, totp_begun TEXT,
       totp_step ${integer} NOT NULL, last_sign_in_on TEXT, ${text('created_at')}, version ${integer} NOT NULL`,
    ),
    'CREATE UNIQUE INDEX users_by_email ON users (organisation, email)',
    'CREATE INDEX users_by_address ON users (email)',
    table(
      'oidc_accounts',
      `organisation TEXT NOT NULL REFERENCES organisations (id), ${text('issuer', 'subject')}, ${ofUser},
       PRIMARY KEY (organisation, issuer, subject)`,
    ),
    'CREATE INDEX oidc_accounts_by_user ON oidc_accounts ("user")',
    table('recovery_codes', `${ofUser}, ${text('hash')}, PRIMARY KEY ("user", hash)`),
    table(
      'passkeys',
      `id TEXT PRIMARY KEY NOT NULL, ${ofUser}, ${text('name', 'public_key')}, counter ${integer} NOT NULL,
       ${text('transports')}, ${flag('is_backed_up')}, ${text('created_at')}, last_used_on TEXT`,
    ),
    'CREATE INDEX passkeys_by_user ON passkeys ("user")',
    table(
      'sessions',
      `id TEXT PRIMARY KEY NOT NULL, ${text('hash')}, ${ofUser},
       ${text('method', 'created_at', 'last_seen_at', 'expires_at', 'address')}, user_agent TEXT`,
    ),
    'CREATE UNIQUE INDEX sessions_by_hash ON sessions (hash)',
    'CREATE INDEX sessions_by_user ON sessions ("user")',
    'CREATE INDEX sessions_by_expiry ON sessions (expires_at)',
    table(
      'api_keys',
      `id TEXT PRIMARY KEY NOT NULL, organisation TEXT NOT NULL REFERENCES organisations (id),
       "user" TEXT REFERENCES users (id) ON DELETE CASCADE, ${text('name', 'hash')}, previous_hash TEXT,
       previous_until TEXT, ${text('scopes')}, agent TEXT, ${text('made_by', 'created_at', 'expires_at')},
       last_used_on TEXT, revoked_at TEXT`,
    ),
    'CREATE INDEX api_keys_by_organisation ON api_keys (organisation, id)',
    'CREATE INDEX api_keys_by_user ON api_keys ("user")',
    table(
      'invitations',
      `id TEXT PRIMARY KEY NOT NULL,
       purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'reset', 'organisation')), ${text('hash')},
       organisation TEXT NOT NULL REFERENCES organisations (id),
       "user" TEXT REFERENCES users (id) ON DELETE CASCADE, email TEXT, name TEXT,
       ${text('roles', 'created_at', 'expires_at')}`,
    ),
    'CREATE UNIQUE INDEX invitations_by_hash ON invitations (hash)',
    'CREATE INDEX invitations_by_organisation ON invitations (organisation, id)',
    'CREATE INDEX invitations_by_user ON invitations ("user")',
    'CREATE INDEX invitations_by_expiry ON invitations (expires_at)',
    table(
      'sign_in_challenges',
      `hash TEXT PRIMARY KEY NOT NULL,
       purpose TEXT NOT NULL CHECK (purpose IN ('passkey-add', 'passkey-sign-in', 'oidc')),
       "user" TEXT REFERENCES users (id) ON DELETE CASCADE, ${text('content', 'expires_at')}`,
    ),
    'CREATE INDEX sign_in_challenges_by_expiry ON sign_in_challenges (expires_at)',
    'CREATE INDEX sign_in_challenges_by_user ON sign_in_challenges ("user")',
    table('sign_in_failures', `subject TEXT PRIMARY KEY NOT NULL, failures ${integer} NOT NULL, ${text('at')}`),
    'CREATE INDEX sign_in_failures_by_time ON sign_in_failures (at)',
    table(
      'sign_ins',
      `sequence ${counter}, ${text('at')}, organisation TEXT, ${text('event')}, detail TEXT, "user" TEXT, "key" TEXT,
       "by" TEXT, ${text('address')}, user_agent TEXT`,
    ),
    'CREATE INDEX sign_ins_by_organisation ON sign_ins (organisation, sequence)',
    'CREATE INDEX sign_ins_by_time ON sign_ins (at)',
  ]
}

/** Organisations, users, sessions, keys and the sign-in audit. */
export const identityMigration: Migration = { version: 5, area: 'identity', statements: create }
