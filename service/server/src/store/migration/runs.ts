import type { DdlWords, Migration } from './migration.ts'

function create({ dialect, integer, strict }: DdlWords): readonly string[] {
  const table = (name: string, columns: string): string => `CREATE TABLE ${name} (${columns})${strict}`
  const text = (...names: readonly string[]): string => names.map((name) => `${name} TEXT NOT NULL`).join(', ')
  const version = `version ${integer} NOT NULL CHECK (version >= 1)`
  const real = dialect === 'sqlite' ? 'REAL' : 'DOUBLE PRECISION'
  return [
    table(
      'runs',
      `id TEXT NOT NULL PRIMARY KEY, ${text('collaboration', 'organisation', 'member')}, "user" TEXT, agent TEXT,
       ask TEXT NOT NULL, purpose TEXT, payer TEXT, tables TEXT NOT NULL, wanted_receivers TEXT,
       receivers TEXT NOT NULL,
       status TEXT NOT NULL CHECK (status IN
         ('queued', 'awaiting-approval', 'running', 'ok', 'refused', 'failed', 'timed-out', 'cancelled')),
       idempotency_key TEXT, request_hash TEXT NOT NULL, timeout_ms ${integer}, submitted_at TEXT NOT NULL,
       started_at TEXT, finished_at TEXT, attempts ${integer} NOT NULL, receipt TEXT, reason TEXT, diagnostics TEXT,
       text TEXT, expires_at TEXT, result_gone_at TEXT, schedule TEXT, approved_by TEXT, spending_cap ${real},
       is_protected ${integer} NOT NULL CHECK (is_protected IN (0, 1))`,
    ),
    `CREATE UNIQUE INDEX runs_by_key ON runs (collaboration, organisation, idempotency_key)
     WHERE idempotency_key IS NOT NULL`,
    `CREATE INDEX runs_unfinished ON runs (organisation, submitted_at, id)
     WHERE status IN ('queued', 'awaiting-approval', 'running')`,
    'CREATE INDEX runs_expiring ON runs (expires_at) WHERE expires_at IS NOT NULL AND result_gone_at IS NULL',
    table(
      'run_viewers',
      `${text('collaboration', 'organisation', 'submitted_at', 'run')},
       role TEXT NOT NULL CHECK (role IN ('submitter', 'owner', 'receiver')),
       PRIMARY KEY (collaboration, organisation, submitted_at, run)`,
    ),
    'CREATE INDEX run_viewers_by_run ON run_viewers (run, organisation)',
    table(
      'run_shares',
      `${text('run', 'collaboration', 'owner')}, share ${real} NOT NULL CHECK (share >= 0), agent TEXT, schedule TEXT,
       is_released ${integer} NOT NULL CHECK (is_released IN (0, 1)), PRIMARY KEY (run, owner)`,
    ),
    'CREATE INDEX run_shares_by_agent ON run_shares (agent, collaboration) WHERE agent IS NOT NULL',
    'CREATE INDEX run_shares_by_schedule ON run_shares (schedule) WHERE schedule IS NOT NULL',
    table(
      'run_events',
      `run TEXT NOT NULL, sequence ${integer} NOT NULL, ${text('at', 'status')}, PRIMARY KEY (run, sequence)`,
    ),
    table(
      'published_tables',
      `${text('collaboration', 'key', 'table_name')}, PRIMARY KEY (collaboration, key, table_name)`,
    ),
    'CREATE INDEX published_tables_by_table ON published_tables (collaboration, table_name, key)',
    table(
      'saved_analyses',
      `id TEXT NOT NULL PRIMARY KEY, ${text('collaboration', 'organisation')}, "user" TEXT,
       ${text('name', 'description', 'ask')}, ${version}, ${text('created_at', 'updated_at')}`,
    ),
    'CREATE INDEX saved_analyses_by_owner ON saved_analyses (collaboration, organisation, id)',
    table(
      'schedules',
      `id TEXT NOT NULL PRIMARY KEY, ${text('collaboration', 'organisation')}, "user" TEXT,
       ${text('name', 'submission', 'cron', 'zone')}, max_share ${real},
       status TEXT NOT NULL CHECK (status IN ('active', 'paused')), pause_reason TEXT, next_at TEXT, ${version},
       ${text('created_at', 'updated_at')}`,
    ),
    'CREATE INDEX schedules_by_owner ON schedules (collaboration, organisation, id)',
    `CREATE INDEX schedules_due ON schedules (next_at) WHERE status = 'active'`,
    table(
      'schedule_ticks',
      `${text('schedule', 'tick', 'at')}, outcome TEXT NOT NULL CHECK (outcome IN ('submitted', 'skipped', 'paused')),
       run TEXT, reason TEXT, PRIMARY KEY (schedule, tick)`,
    ),
    table(
      'usage',
      `run TEXT NOT NULL PRIMARY KEY, ${text('collaboration', 'payer', 'organisation', 'month', 'at', 'status', 'size_class', 'time_class')},
       price ${integer} NOT NULL CHECK (price >= 0)`,
    ),
    'CREATE INDEX usage_by_payer ON usage (payer, month, at)',
    'CREATE INDEX usage_by_organisation ON usage (organisation, month, at)',
  ]
}

/** Runs, saved analyses, schedules and what is metered. */
export const runMigration: Migration = { version: 8, area: 'runs', statements: create }
