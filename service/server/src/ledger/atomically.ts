import { type Database, transaction } from '../state/database.ts'

/**
 * Keeps all that `work` writes or nothing of it. Inside a transaction of the caller that part stands or falls with the
 * caller's commit; outside it is on disk when this returns.
 */
export function atomically<T>(database: Database, work: () => T): T {
  if (!database.isTransaction) return transaction(database, work)
  database.exec('SAVEPOINT ledger')
  try {
    const result = work()
    database.exec('RELEASE ledger')
    return result
  } catch (error) {
    // A full disk or a failed write has ended the whole transaction, and there is no savepoint left to go back to.
    if (database.isTransaction) database.exec('ROLLBACK TO ledger; RELEASE ledger')
    throw error
  }
}
