import { recordEvent } from '../../events/record-event.ts'
import type { Act } from '../act.ts'
import { runHooks } from '../hooks.ts'
import { endMembership } from '../lifecycle/end-membership.ts'
import { invitedRow } from '../lifecycle/invited-row.ts'
import { touchCollaboration } from '../membership.ts'
import { recordAct } from '../record-act.ts'
import type { Standing, StandingMember } from './plan-changes.ts'

/** Writes what a collaboration becomes. `by` is the member who proposed it. */
export async function commitChanges(act: Act, before: Standing, after: Standing, by: string): Promise<void> {
  const { tx, collaboration } = act
  if (after.settings !== before.settings) {
    await tx
      .updateTable('collaborations')
      .set({ settings: JSON.stringify(after.settings) })
      .where('id', '=', collaboration)
      .execute()
  }
  for (const member of after.members) {
    const was = before.members.find(({ organisation }) => organisation === member.organisation)
    if (was === member) continue
    if (was === undefined || was.status === 'declined') await invite(act, member, by)
    else if (member.status !== was.status) await endMembership(act, was, 'removed', by)
    else await changeAbilities(act, was, member)
  }
  await touchCollaboration(tx, collaboration)
}

async function invite({ tx, world, collaboration, at }: Act, member: StandingMember, by: string): Promise<void> {
  const { organisation, name, abilities } = member
  // Whoever declined before is invited anew.
  await tx
    .deleteFrom('members')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .where('status', '=', 'declined')
    .execute()
  await tx
    .insertInto('members')
    .values(invitedRow(collaboration, { organisation, name, abilities }, at))
    .execute()
  const act = { collaboration, member: by, action: 'member-invited', subject: name, detail: { abilities } } as const
  await recordAct(tx, world, act)
  await recordEvent(tx, world, {
    kind: 'collaboration.invited',
    collaboration,
    audience: [organisation],
    data: { by },
  })
}

async function changeAbilities(
  act: Act,
  was: StandingMember,
  { organisation, name, abilities }: StandingMember,
): Promise<void> {
  const { tx, world, collaboration, at } = act
  const isNewPayer = abilities.includes('pay') && !was.abilities.includes('pay')
  const pays = abilities.includes('pay')
  await tx
    .updateTable('members')
    // Who is made a payer has agreed to nothing so far.
    .set({ abilities: JSON.stringify(abilities), ...(isNewPayer || !pays ? { payment_accepted: 0 } : {}) })
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
  for (const ability of was.abilities.filter((one) => !abilities.includes(one))) {
    const member = { collaboration, organisation, member: name, at }
    const { afterwards } = await runHooks(tx, world.hooks.onRevoke, member, ability)
    act.then(...afterwards)
  }
}
