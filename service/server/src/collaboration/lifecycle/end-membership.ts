import { recordEvent } from '../../events/record-event.ts'
import type { Act } from '../act.ts'
import { recordDeletion } from '../deletion/record-deletion.ts'
import { type EndCause, runHooks } from '../hooks.ts'
import { activeMembers } from '../membership.ts'
import { recordAct } from '../record-act.ts'

/** Whose part ends. */
export type Leaving = { readonly organisation: string; readonly name: string; readonly status: string }

/**
 * Ends a member's part in a collaboration for good: everything of it that other areas keep goes, and a signed statement
 * says what did. `by` is the member who did it.
 */
export async function endMembership(act: Act, leaving: Leaving, cause: 'left' | 'removed', by: string): Promise<void> {
  const { tx, world, collaboration, at } = act
  const { organisation, name, status } = leaving
  const wasInvited = status === 'invited'
  await tx
    .updateTable('members')
    .set({ status: wasInvited ? 'declined' : cause, ended_at: at, paused_at: null })
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
  const subject = by === name ? {} : { subject: name }
  await recordAct(tx, world, {
    collaboration,
    member: by,
    action: cause === 'left' ? 'member-left' : 'member-removed',
    ...subject,
  })
  const remaining = await activeMembers(tx, collaboration)
  await recordEvent(tx, world, {
    kind: 'collaboration.member-left',
    collaboration,
    audience: [...remaining.map((member) => member.organisation), organisation],
    data: { member: name, cause },
  })
  // Whoever only was invited has brought nothing.
  if (!wasInvited) await deletePart(act, leaving, cause)
}

/** Deletes what a member brought, and says so. */
export async function deletePart(act: Act, { organisation, name }: Leaving, cause: EndCause): Promise<void> {
  const { tx, world, collaboration, at } = act
  const member = { collaboration, organisation, member: name, at }
  const { deleted, afterwards } = await runHooks(tx, world.hooks.onLeave, member, cause)
  act.then(...afterwards)
  await recordDeletion(act, member, cause, deleted)
}
