import type { Acceptance, CollaborationView } from '@glovebox/api'
import { recordEvent } from '../../events/record-event.ts'
import { type Act, act } from '../act.ts'
import { settlePending } from '../change/settle-pending.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { activeMembers, type Membership, requireMember, touchCollaboration } from '../membership.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { checkRevision } from './version.ts'
import { viewOf } from './view.ts'

/** Joins a collaboration. `ifMatch` is the revision that was read, where the organisation insists on it. */
export async function acceptInvitation(
  world: CollaborationWorld,
  { organisation }: Actor,
  collaboration: string,
  { acceptsPayment = false }: Acceptance,
  ifMatch?: string,
): Promise<Outcome<CollaborationView>> {
  return act(world, collaboration, async (doing) => {
    const { tx, at } = doing
    const invited = await requireInvited(doing, organisation)
    if (!invited.ok) return invited
    const changed = await checkRevision(tx, collaboration, ifMatch)
    if (changed !== undefined) return changed
    const pays = invited.value.abilities.includes('pay')
    if (pays && !acceptsPayment) return paymentNotAccepted
    await updateMember(doing, organisation, { status: 'active', joined_at: at, payment_accepted: pays ? 1 : 0 })
    const { member } = invited.value
    await recordAct(tx, world, { collaboration, member, action: 'member-joined', detail: { acceptsPayment: pays } })
    const others = (await activeMembers(tx, collaboration)).filter((other) => other.organisation !== organisation)
    await recordEvent(tx, world, {
      kind: 'collaboration.member-joined',
      collaboration,
      audience: others.map((other) => other.organisation),
      data: { member },
    })
    await touchCollaboration(tx, collaboration)
    await settlePending(doing)
    return done(await viewOf(tx, collaboration, organisation))
  })
}

/** Declines to join. The organisation can be invited again. */
export async function declineInvitation(
  world: CollaborationWorld,
  { organisation }: Actor,
  collaboration: string,
): Promise<Outcome<undefined>> {
  return act(world, collaboration, async (doing) => {
    const invited = await requireInvited(doing, organisation)
    if (!invited.ok) return invited
    await updateMember(doing, organisation, { status: 'declined', ended_at: doing.at })
    const { member } = invited.value
    await recordAct(doing.tx, world, { collaboration, member, action: 'invitation-declined' })
    await touchCollaboration(doing.tx, collaboration)
    await settlePending(doing)
    return done(undefined)
  })
}

async function requireInvited({ tx, collaboration }: Act, organisation: string): Promise<Outcome<Membership>> {
  const found = await requireMember(tx, collaboration, organisation, 'look')
  if (!found.ok || found.value.status === 'invited') return found
  return refused('CONFLICT', { reason: 'ALREADY_MEMBER', detail: 'your organisation has joined already' })
}

async function updateMember(
  { tx, collaboration }: Act,
  organisation: string,
  changed: {
    readonly status: 'active' | 'declined'
    readonly joined_at?: string
    readonly ended_at?: string
    readonly payment_accepted?: number
  },
): Promise<void> {
  await tx
    .updateTable('members')
    .set(changed)
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
}

const paymentNotAccepted = refused('REFUSED', {
  reason: 'PAYMENT_NOT_ACCEPTED',
  detail: 'your organisation is invited as one that pays for runs',
  help: 'send `acceptsPayment: true` to agree, or ask the creator to invite you without the ability `pay`',
})
