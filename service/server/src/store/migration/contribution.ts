import type { DdlWords, Migration } from './migration.ts'

/** What members bring to collaborations. */
function create({ integer, strict }: DdlWords): readonly string[] {
  const table = (name: string, columns: string): string => `CREATE TABLE ${name} (${columns})${strict}`
  const text = (...names: readonly string[]): string => names.map((name) => `${name} TEXT NOT NULL`).join(', ')
  const version = `version ${integer} NOT NULL CHECK (version >= 1)`
  return [
    table(
      'configured_tables',
      `id TEXT NOT NULL PRIMARY KEY, ${text('organisation', 'name', 'name_folded', 'description', 'definition')},
       found TEXT, ${version}, ${text('created_at', 'updated_at')}`,
    ),
    'CREATE UNIQUE INDEX configured_tables_by_name ON configured_tables (organisation, name_folded)',
    table(
      'configured_table_versions',
      `configured_table TEXT NOT NULL, ${version}, ${text('hash', 'definition', 'at', '"by"')},
       PRIMARY KEY (configured_table, version)`,
    ),
    table(
      'table_associations',
      `${text('collaboration', 'name', 'name_folded', 'configured_table', 'organisation')}, receivers TEXT,
       access_budget TEXT, is_paused ${integer} NOT NULL CHECK (is_paused IN (0, 1)), ${version},
       ${text('created_at', 'updated_at')}, PRIMARY KEY (collaboration, name_folded)`,
    ),
    'CREATE INDEX table_associations_by_table ON table_associations (configured_table, collaboration)',
    table(
      'templates',
      `${text('collaboration', 'id', 'name', 'name_folded', 'organisation')},
       kind TEXT NOT NULL CHECK (kind IN ('query', 'activation')),
       reviewers ${integer} NOT NULL CHECK (reviewers >= 1), ${text('created_at')}, PRIMARY KEY (collaboration, id)`,
    ),
    'CREATE UNIQUE INDEX templates_by_name ON templates (collaboration, name_folded)',
    table(
      'template_versions',
      `${text('collaboration', 'template')}, ${version}, ${text('hash', 'sql', 'parameters', 'description')},
       status TEXT NOT NULL CHECK (status IN ('proposed', 'approved', 'rejected', 'withdrawn')),
       ${text('validation', 'tables', '"by"', 'at')}, PRIMARY KEY (collaboration, template, version)`,
    ),
    table(
      'template_reviews',
      `${text('collaboration', 'template')}, ${version}, ${text('organisation', '"by"')},
       decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected', 'withdrawn')),
       is_automatic ${integer} NOT NULL CHECK (is_automatic IN (0, 1)), ${text('comment', 'at')},
       PRIMARY KEY (collaboration, template, version, organisation, "by")`,
    ),
    table(
      'approval_rules',
      `${text('collaboration', 'organisation', 'rules')}, ${version}, ${text('"by"', 'updated_at')},
       PRIMARY KEY (collaboration, organisation)`,
    ),
    table(
      'budget_policies',
      `${text('collaboration', 'organisation', 'policy')}, ${version}, ${text('updated_at')},
       PRIMARY KEY (collaboration, organisation)`,
    ),
    table(
      'access_counts',
      `${text('collaboration', 'configured_table', 'period')}, used ${integer} NOT NULL CHECK (used >= 0),
       PRIMARY KEY (collaboration, configured_table, period)`,
    ),
    table(
      'intermediate_tables',
      `${text('collaboration', 'id', 'name', 'name_folded', 'organisation', 'definition', 'status')}, snapshot TEXT,
       run TEXT, retention_days ${integer} NOT NULL CHECK (retention_days >= 1), ${text('created_at')},
       populated_at TEXT, expires_at TEXT, PRIMARY KEY (collaboration, id)`,
    ),
    'CREATE UNIQUE INDEX intermediate_tables_by_name ON intermediate_tables (collaboration, name_folded)',
  ]
}

/** Tables, templates, budgets and reviews. */
export const contributionMigration: Migration = { version: 7, area: 'contribution', statements: create }
