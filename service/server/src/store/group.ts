import type { DatabaseConnection } from 'kysely'
import { type Handles, say } from './handles.ts'
import type { Waiting } from './lanes.ts'
import type { Nesting } from './nesting.ts'

/** A connection that transactions run on. */
export type Session = {
  readonly connection: DatabaseConnection
  readonly begin: () => Promise<void>
  readonly commit: () => Promise<void>
  /** Leaves the connection without a transaction, or unusable. Never rejects. */
  readonly rollback: () => Promise<void>
  /** Why nothing of the open transaction can be kept any more, whatever the work has made of it. */
  readonly fault: () => Error | undefined
}

/** What transactions of a store have in common. */
export type Grounds = { readonly handles: Handles; readonly nesting: Nesting }

/**
 * Runs the work of a group in one transaction, in order, and gives what tells the callers, to be called now that it is
 * on disk. Work that throws leaves nothing and is told so alone. Rejects where nothing at all was kept.
 */
export async function commitGroup(
  grounds: Grounds,
  session: Session,
  group: readonly Waiting[],
): Promise<readonly (() => void)[]> {
  await session.begin()
  try {
    const tell: (() => void)[] = []
    for (const member of group) tell.push(await runMember(grounds, session, member, group.length > 1))
    await session.commit()
    return tell
  } catch (error) {
    const fault = session.fault()
    await session.rollback()
    throw fault ?? error
  }
}

async function runMember(
  { handles, nesting }: Grounds,
  { connection, fault }: Session,
  { work, resolve, reject }: Waiting,
  isShared: boolean,
): Promise<() => void> {
  if (isShared) await say(connection, 'SAVEPOINT member')
  const { tx, end } = handles.open(connection)
  try {
    const value = await nesting.enter('transaction', () => work(tx)).finally(end)
    const lost = fault()
    if (lost !== undefined) throw lost
    if (isShared) await say(connection, 'RELEASE SAVEPOINT member')
    return () => resolve(value)
  } catch (error) {
    if (!isShared || fault() !== undefined) throw error
    await say(connection, 'ROLLBACK TO SAVEPOINT member')
    await say(connection, 'RELEASE SAVEPOINT member')
    return () => reject(error)
  }
}
