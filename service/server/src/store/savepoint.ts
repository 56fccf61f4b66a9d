import { sql } from 'kysely'
import type { Db } from './store.ts'

/**
 * Keeps all that `work` writes in a transaction, or, where it throws, nothing, and the transaction goes on. For
 * statements that may fail, too: PostgreSQL ends a transaction at a failed statement that stands in no savepoint. What
 * runs beside `work` on the same transaction must not be started before it has ended.
 */
export async function savepoint<T>(db: Db, work: () => Promise<T>): Promise<T> {
  if (!db.isTransaction) throw new Error('a savepoint stands in a transaction')
  await sql`SAVEPOINT part`.execute(db)
  try {
    const value = await work()
    await sql`RELEASE SAVEPOINT part`.execute(db)
    return value
  } catch (error) {
    try {
      await sql`ROLLBACK TO SAVEPOINT part`.execute(db)
      await sql`RELEASE SAVEPOINT part`.execute(db)
    } catch {
      // A full disk or a lost connection has ended the whole transaction; the first error is the one to tell.
    }
    throw error
  }
}
