import type { RunDraft } from '../log/receipt.ts'
import type { Database } from './database.ts'

/** Notes that a run has begun. Must stand in the transaction that logs its submission. */
export function insertRun(database: Database, draft: RunDraft): void {
  database.prepare('INSERT INTO runs VALUES (?, ?)').run(draft.run, JSON.stringify(draft))
}

/** Takes a run off the list of open ones; false if somebody else settled it first. */
export function removeRun(database: Database, run: string): boolean {
  return Number(database.prepare('DELETE FROM runs WHERE run = ?').run(run).changes) === 1
}

/** The runs that were submitted and have not ended. */
export function openRuns(database: Database): readonly RunDraft[] {
  return database
    .prepare('SELECT draft FROM runs')
    .all()
    .map((row) => JSON.parse(String(row.draft)) as RunDraft)
}
