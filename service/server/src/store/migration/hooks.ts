import type { DdlWords, Migration } from './migration.ts'

function create({ integer, counter, strict }: DdlWords): readonly string[] {
  const table = (name: string, columns: string): string => `CREATE TABLE ${name} (${columns})${strict}`
  const text = (...names: readonly string[]): string => names.map((name) => `${name} TEXT NOT NULL`).join(', ')
  return [
    table(
      'webhooks',
      `id TEXT NOT NULL PRIMARY KEY, ${text('organisation', 'url', 'description', 'kinds', 'secret')},
       status TEXT NOT NULL CHECK (status IN ('active', 'disabled')), disabled_reason TEXT, failing_since TEXT,
       version ${integer} NOT NULL CHECK (version >= 1), ${text('created_at', 'updated_at')}`,
    ),
    'CREATE INDEX webhooks_by_organisation ON webhooks (organisation, id)',
    table(
      'deliveries',
      `sequence ${counter}, ${text('id', 'webhook', 'kind', 'body')},
       status TEXT NOT NULL CHECK (status IN ('waiting', 'delivered', 'failed')), attempts ${integer} NOT NULL,
       next_at TEXT, created_at TEXT NOT NULL, delivered_at TEXT, last_answer TEXT`,
    ),
    `CREATE INDEX deliveries_due ON deliveries (next_at) WHERE status = 'waiting'`,
    'CREATE INDEX deliveries_by_webhook ON deliveries (webhook, sequence)',
  ]
}

/** Webhooks and what is on its way to them. */
export const hookMigration: Migration = { version: 9, area: 'hooks', statements: create }
