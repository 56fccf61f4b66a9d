import { openSession, rowsOf } from '../worker/session.ts'
import type { WorkerSetup } from '../worker/wire.ts'
import { readTask, report } from './tell.ts'

// A worker without a guard: whatever SQL it is given reaches DuckDB. For tests only: no product code starts it.

/** What the worker is told to try. */
export type SqlTask = {
  readonly setup: WorkerSetup
  readonly files: readonly string[]
  readonly statements: readonly string[]
}

/** What came of a statement. */
export type SqlOutcome = { readonly sql: string; readonly rows?: unknown; readonly error?: string }

const { setup, files, statements } = readTask<SqlTask>()
const session = await openSession(setup, files)
for (const sql of statements) {
  try {
    report({ sql, rows: await rowsOf(session, sql) })
  } catch (error) {
    report({ sql, error: error instanceof Error ? error.message : String(error) })
  }
}
process.kill(process.pid, 'SIGKILL')
