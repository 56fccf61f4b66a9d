import type { CollaborationMember, MembershipPatch } from '@glovebox/api'
import { type Act, act } from '../act.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { runHooks } from '../hooks.ts'
import { type Membership, requireMember, touchCollaboration } from '../membership.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { viewOf } from './view.ts'

/** Stops a member's whole participation at once; it keeps its place and its say in changes. */
export async function pauseMembership(
  world: CollaborationWorld,
  actor: Actor,
  collaboration: string,
): Promise<Outcome<CollaborationMember>> {
  return change(world, actor, collaboration, async (doing, found) => {
    if (found.pausedAt !== undefined) return undefined
    await setMember(doing, found, { paused_at: doing.at })
    const { afterwards } = await runHooks(doing.tx, world.hooks.onPause, affected(doing, found))
    doing.then(...afterwards)
    await recordAct(doing.tx, world, { collaboration, member: found.member, action: 'member-paused' })
    return undefined
  })
}

/** Takes part again after a pause. */
export async function resumeMembership(
  world: CollaborationWorld,
  actor: Actor,
  collaboration: string,
): Promise<Outcome<CollaborationMember>> {
  return change(world, actor, collaboration, async (doing, found) => {
    if (found.pausedAt === undefined) return undefined
    await setMember(doing, found, { paused_at: null })
    const { afterwards } = await runHooks(doing.tx, world.hooks.onResume, affected(doing, found))
    doing.then(...afterwards)
    await recordAct(doing.tx, world, { collaboration, member: found.member, action: 'member-resumed' })
    return undefined
  })
}

/** Agrees to pay for runs, or stops to. */
export async function updateMembership(
  world: CollaborationWorld,
  actor: Actor,
  collaboration: string,
  { acceptsPayment }: MembershipPatch,
): Promise<Outcome<CollaborationMember>> {
  return change(world, actor, collaboration, async (doing, found) => {
    if (acceptsPayment === undefined || acceptsPayment === found.paymentAccepted) return undefined
    if (acceptsPayment && !found.abilities.includes('pay')) return cannotPay
    await setMember(doing, found, { payment_accepted: acceptsPayment ? 1 : 0 })
    if (!acceptsPayment) {
      const { afterwards } = await runHooks(doing.tx, world.hooks.onRevoke, affected(doing, found), 'pay')
      doing.then(...afterwards)
    }
    const action = acceptsPayment ? 'payment-accepted' : 'payment-withdrawn'
    await recordAct(doing.tx, world, { collaboration, member: found.member, action })
    return undefined
  })
}

async function change(
  world: CollaborationWorld,
  { organisation }: Actor,
  collaboration: string,
  work: (act: Act, membership: Membership) => Promise<Refused | undefined>,
): Promise<Outcome<CollaborationMember>> {
  return act(world, collaboration, async (doing) => {
    const found = await requireMember(doing.tx, collaboration, organisation, 'act')
    if (!found.ok) return found
    const refusal = await work(doing, found.value)
    return refusal ?? done((await viewOf(doing.tx, collaboration, organisation)).membership)
  })
}

async function setMember(
  { tx, collaboration }: Act,
  { organisation }: Membership,
  values: { readonly paused_at?: string | null; readonly payment_accepted?: number },
): Promise<void> {
  await tx
    .updateTable('members')
    .set(values)
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
  await touchCollaboration(tx, collaboration)
}

function affected({ at, collaboration }: Act, { organisation, member }: Membership) {
  return { collaboration, organisation, member, at }
}

const cannotPay = refused('REFUSED', {
  reason: 'ABILITY_NOT_GRANTED',
  detail: 'your organisation does not have the ability to pay in this collaboration',
  help: 'open a change request that grants it',
})
