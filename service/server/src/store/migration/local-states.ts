/** What versions 1 to 3 of a local state added, when a state was one collaboration's and SQLite's alone. */
export const localStates: readonly string[] = [
  `
    CREATE TABLE entries (sequence INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TABLE runs (run TEXT PRIMARY KEY, draft TEXT NOT NULL) STRICT;
    CREATE TABLE receipts (id TEXT PRIMARY KEY, receipt TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT;
    CREATE TABLE openings (receipt TEXT PRIMARY KEY, opening TEXT NOT NULL) STRICT;
    CREATE TABLE results (receipt TEXT NOT NULL, part INTEGER NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (receipt, part)) STRICT;
    CREATE TABLE pins (name TEXT PRIMARY KEY, source TEXT NOT NULL, columns TEXT NOT NULL) STRICT;
    CREATE TABLE versions (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, version TEXT NOT NULL) STRICT;
  `,
  `
    CREATE TABLE ledger (
      entry INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      request TEXT NOT NULL,
      at TEXT NOT NULL,
      run TEXT NOT NULL,
      member TEXT NOT NULL,
      question TEXT NOT NULL,
      query TEXT NOT NULL,
      event TEXT NOT NULL,
      warnings TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('reserved', 'touched', 'spent', 'released')),
      receipt TEXT
    ) STRICT;
    CREATE UNIQUE INDEX ledger_by_key ON ledger (key) WHERE status <> 'released';
    CREATE TABLE ledger_charges (
      owner TEXT NOT NULL,
      entry INTEGER NOT NULL REFERENCES ledger (entry),
      accounting TEXT NOT NULL CHECK (accounting IN ('zcdp', 'pure')),
      period INTEGER NOT NULL,
      month TEXT NOT NULL,
      loss INTEGER NOT NULL CHECK (loss >= 0),
      delta INTEGER NOT NULL CHECK (delta >= 0),
      PRIMARY KEY (owner, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ledger_charges_by_entry ON ledger_charges (entry);
    CREATE TABLE ledger_balances (
      owner TEXT NOT NULL,
      period INTEGER NOT NULL,
      month TEXT NOT NULL,
      member TEXT NOT NULL,
      accounting TEXT NOT NULL CHECK (accounting IN ('zcdp', 'pure')),
      loss INTEGER NOT NULL CHECK (loss >= 0),
      delta INTEGER NOT NULL CHECK (delta >= 0),
      PRIMARY KEY (owner, period, month, member, accounting)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ledger_periods (
      owner TEXT NOT NULL,
      period INTEGER NOT NULL,
      at TEXT NOT NULL,
      by TEXT NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (owner, period)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ledger_policies (owner TEXT PRIMARY KEY, policy TEXT NOT NULL, at TEXT NOT NULL) STRICT;
  `,
  `
    CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE published (key TEXT PRIMARY KEY, member TEXT NOT NULL, at TEXT NOT NULL, rows TEXT NOT NULL) STRICT;
  `,
]
