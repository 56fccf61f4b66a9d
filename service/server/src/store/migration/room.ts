import { chainStart } from '../../log/hash-chain.ts'
import { chainHashFunction, leafHashFunction, treeFunction } from './log-hashes.ts'
import type { DdlWords, Migration } from './migration.ts'

/** The tables of a room, in the order in which they may be filled. */
function create({ integer, strict }: DdlWords): readonly string[] {
  const table = (name: string, columns: string): string =>
    `CREATE TABLE ${name} (collaboration TEXT NOT NULL, ${columns})${strict}`
  const loss = `loss ${integer} NOT NULL CHECK (loss >= 0), delta ${integer} NOT NULL CHECK (delta >= 0)`
  const accounting = `accounting TEXT NOT NULL CHECK (accounting IN ('zcdp', 'pure'))`
  return [
    table(
      'log_entries',
      `sequence ${integer} NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, member TEXT NOT NULL, run TEXT, receipt TEXT,
       status TEXT, entry TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (collaboration, sequence)`,
    ),
    'CREATE INDEX log_entries_by_member ON log_entries (collaboration, member, sequence)',
    'CREATE INDEX log_entries_by_kind ON log_entries (collaboration, kind, sequence)',
    'CREATE INDEX log_entries_by_run ON log_entries (collaboration, run, sequence) WHERE run IS NOT NULL',
    `CREATE INDEX log_entries_by_failure ON log_entries (collaboration, member, at) WHERE status = 'failed'`,
    table(
      'log_tables',
      `table_name TEXT NOT NULL, sequence ${integer} NOT NULL, PRIMARY KEY (collaboration, table_name, sequence)`,
    ),
    table(
      'log_nodes',
      `level ${integer} NOT NULL, position ${integer} NOT NULL, hash TEXT NOT NULL,
       PRIMARY KEY (collaboration, level, position)`,
    ),
    table(
      'log_heads',
      `sequence ${integer} NOT NULL, hash TEXT NOT NULL, subtrees TEXT NOT NULL, PRIMARY KEY (collaboration)`,
    ),
    table('open_runs', 'run TEXT NOT NULL, draft TEXT NOT NULL, PRIMARY KEY (collaboration, run)'),
    table(
      'receipts',
      `id TEXT NOT NULL, run TEXT NOT NULL, receipt TEXT NOT NULL, sequence ${integer} NOT NULL,
       PRIMARY KEY (collaboration, id)`,
    ),
    'CREATE UNIQUE INDEX receipts_by_run ON receipts (collaboration, run)',
    table('openings', 'receipt TEXT NOT NULL, opening TEXT NOT NULL, PRIMARY KEY (collaboration, receipt)'),
    table(
      'results',
      `receipt TEXT NOT NULL, part ${integer} NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (collaboration, receipt, part)`,
    ),
    table('pins', 'name TEXT NOT NULL, source TEXT NOT NULL, columns TEXT NOT NULL, PRIMARY KEY (collaboration, name)'),
    table(
      'data_versions',
      'name TEXT NOT NULL, fingerprint TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (collaboration, name)',
    ),
    table('room_secrets', 'name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collaboration, name)'),
    table(
      'published',
      'key TEXT NOT NULL, member TEXT NOT NULL, at TEXT NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (collaboration, key)',
    ),
    table(
      'ledger_entries',
      `entry ${integer} NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, at TEXT NOT NULL, run TEXT NOT NULL,
       member TEXT NOT NULL, question TEXT NOT NULL, query TEXT NOT NULL, event TEXT NOT NULL, warnings TEXT NOT NULL,
       status TEXT NOT NULL CHECK (status IN ('reserved', 'touched', 'spent', 'released')), receipt TEXT,
       PRIMARY KEY (collaboration, entry)`,
    ),
    `CREATE UNIQUE INDEX ledger_entries_by_key ON ledger_entries (collaboration, key) WHERE status <> 'released'`,
    'CREATE INDEX ledger_entries_of_key ON ledger_entries (collaboration, key)',
    table(
      'ledger_charges',
      `owner TEXT NOT NULL, entry ${integer} NOT NULL, account TEXT NOT NULL, ${accounting}, period ${integer} NOT NULL,
       month TEXT NOT NULL, ${loss}, PRIMARY KEY (collaboration, owner, entry),
       FOREIGN KEY (collaboration, entry) REFERENCES ledger_entries (collaboration, entry)`,
    ),
    'CREATE INDEX ledger_charges_by_entry ON ledger_charges (collaboration, entry)',
    table(
      'ledger_balances',
      `owner TEXT NOT NULL, period ${integer} NOT NULL, month TEXT NOT NULL, member TEXT NOT NULL, ${accounting},
       account TEXT NOT NULL, ${loss}, PRIMARY KEY (collaboration, owner, period, month, member, accounting)`,
    ),
    'CREATE INDEX ledger_balances_by_account ON ledger_balances (account)',
    table(
      'ledger_periods',
      `owner TEXT NOT NULL, period ${integer} NOT NULL, at TEXT NOT NULL, "by" TEXT NOT NULL, reason TEXT NOT NULL,
       PRIMARY KEY (collaboration, owner, period)`,
    ),
    table(
      'ledger_policies',
      'owner TEXT NOT NULL, policy TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (collaboration, owner)',
    ),
  ]
}

/**
 * An entry's hash in the tree, in place of the one in a chain. Where the chain did not hold its hash stays, which fits no
 * entry: a log that was tampered with before does not become whole.
 */
const leafOfChain = `CASE
  WHEN ${chainHashFunction}(COALESCE(LAG(hash) OVER (ORDER BY sequence), '${chainStart}'), entry) = hash
    AND hash = COALESCE((SELECT head.hash FROM local_head AS head WHERE head.sequence = local_entries.sequence), hash)
  THEN ${leafHashFunction}(entry) ELSE hash END`

/** The tree over the entries of a log that was a chain. */
const plantTree: readonly string[] = [
  `CREATE TEMP TABLE planted AS
     SELECT sequence, ${treeFunction}(sequence, (SELECT json_group_array(json_array(sequence, hash)) FROM log_entries)) AS tree
     FROM local_head`,
  `INSERT INTO log_heads SELECT 'local', sequence, tree ->> 'root', tree ->> 'subtrees' FROM planted`,
  `INSERT INTO log_nodes SELECT 'local', node.value ->> 'level', node.value ->> 'index', node.value ->> 'hash'
     FROM planted, json_each(tree -> 'nodes') AS node`,
  'DROP TABLE planted',
]

/** What the room of a SQLite state of version 3, which was one collaboration's, becomes. */
const rebuildLocalRoom: readonly { readonly name: string; readonly from: string; readonly select: string }[] = [
  {
    name: 'log_entries',
    from: 'entries',
    select: `sequence, entry ->> 'at', entry ->> 'kind', entry ->> 'member', entry ->> 'run', entry ->> 'receipt',
      entry ->> 'status', entry, ${leafOfChain}`,
  },
  { name: 'open_runs', from: 'runs', select: 'run, draft' },
  { name: 'receipts', from: 'receipts', select: `id, receipt ->> 'run', receipt, sequence` },
  { name: 'openings', from: 'openings', select: 'receipt, opening' },
  { name: 'results', from: 'results', select: 'receipt, part, rows' },
  { name: 'pins', from: 'pins', select: 'name, source, columns' },
  { name: 'data_versions', from: 'versions', select: 'name, fingerprint, version' },
  { name: 'room_secrets', from: 'secrets', select: 'name, value' },
  { name: 'published', from: 'published', select: 'key, member, at, rows' },
  {
    name: 'ledger_entries',
    from: 'ledger',
    select: 'entry, key, request, at, run, member, question, query, event, warnings, status, receipt',
  },
  {
    name: 'ledger_charges',
    from: 'ledger_charges',
    select: 'owner, entry, owner, accounting, period, month, loss, delta',
  },
  {
    name: 'ledger_balances',
    from: 'ledger_balances',
    select: 'owner, period, month, member, accounting, owner, loss, delta',
  },
  { name: 'ledger_periods', from: 'ledger_periods', select: 'owner, period, at, "by", reason' },
  { name: 'ledger_policies', from: 'ledger_policies', select: 'owner, policy, at' },
]

const oldName = (name: string): string => `local_${name}`

function rebuild(words: DdlWords): readonly string[] {
  return [
    'DROP INDEX ledger_by_key',
    'DROP INDEX ledger_charges_by_entry',
    `ALTER TABLE head RENAME TO ${oldName('head')}`,
    ...rebuildLocalRoom.map(({ from }) => `ALTER TABLE ${from} RENAME TO ${oldName(from)}`),
    ...create(words),
    ...rebuildLocalRoom.map(
      ({ name, from, select }) => `INSERT INTO ${name} SELECT 'local', ${select} FROM ${oldName(from)}`,
    ),
    ...plantTree,
    `INSERT OR IGNORE INTO log_tables
     SELECT 'local', named.value, sequence FROM ${oldName('entries')},
       json_each(COALESCE(entry -> 'tables', json_array(entry ->> 'table'))) AS named
     WHERE named.value IS NOT NULL`,
    `DROP TABLE ${oldName('head')}`,
    // What refers to others goes before them.
    ...rebuildLocalRoom.toReversed().map(({ from }) => `DROP TABLE ${oldName(from)}`),
  ]
}

/** The room of one collaboration among many. */
export const roomMigration: Migration = { version: 4, area: 'room', statements: create, upgrade: rebuild }
