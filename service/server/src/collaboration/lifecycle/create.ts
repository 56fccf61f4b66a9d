import type { CollaborationView, NewCollaboration, NewMember } from '@glovebox/api'
import { type Ability, foldCase, whyNoName } from '@glovebox/cleanroom'
import { recordEvent } from '../../events/record-event.ts'
import { randomId } from '../../state/random-id.ts'
import { act } from '../act.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { newSettings, whyNoPurposes } from '../settings.ts'
import { invitedRow } from './invited-row.ts'
import { unknownOrganisation } from './unknown-organisation.ts'
import { viewOf } from './view.ts'

/** Makes a collaboration in which the actor's organisation is the first member, and invites the others. */
export async function createCollaboration(
  world: CollaborationWorld,
  actor: Actor,
  given: NewCollaboration,
): Promise<Outcome<CollaborationView>> {
  const id = randomId('col', world.random)
  const { acceptsPayment = true, ...creator } = given.creator
  const people = withPayers([{ organisation: actor.organisation, ...creator }, ...given.members])
  const wrong = whyNoCollaboration(given) ?? whyNoMembers(people)
  if (wrong !== undefined) return wrong
  return act(world, id, async ({ tx, at }) => {
    const unknown = await unknownOrganisation(tx, people)
    if (unknown !== undefined) return unknown
    await tx
      .insertInto('collaborations')
      .values({
        id,
        name: given.name,
        description: given.description ?? '',
        creator: actor.organisation,
        settings: JSON.stringify(newSettings(given.settings ?? {}, world.retentionDays)),
        revision: 1,
        created_at: at,
        closed_at: null,
      })
      .execute()
    await tx
      .insertInto('members')
      .values(
        people.map(({ organisation, name, abilities }) => ({
          ...invitedRow(id, { organisation, name, abilities }, at),
          ...(organisation === actor.organisation
            ? { status: 'active' as const, joined_at: at, payment_accepted: pays(abilities) && acceptsPayment ? 1 : 0 }
            : {}),
        })),
      )
      .execute()
    const record = { collaboration: id, member: creator.name }
    await recordAct(tx, world, { ...record, action: 'collaboration-created', subject: given.name })
    for (const { name, abilities } of people.slice(1)) {
      await recordAct(tx, world, { ...record, action: 'member-invited', subject: name, detail: { abilities } })
    }
    const audience = given.members.map(({ organisation }) => organisation)
    await recordEvent(tx, world, {
      kind: 'collaboration.invited',
      collaboration: id,
      audience,
      data: { name: given.name, by: creator.name },
    })
    return done(await viewOf(tx, id, actor.organisation))
  })
}

/** Where nobody is named to pay, each member pays for what it asks. */
function withPayers(people: readonly NewMember[]): readonly NewMember[] {
  if (people.some(({ abilities }) => pays(abilities))) return people
  return people.map((one) => (one.abilities.includes('query') ? { ...one, abilities: [...one.abilities, 'pay'] } : one))
}

function pays(abilities: readonly Ability[]): boolean {
  return abilities.includes('pay')
}

function whyNoCollaboration({ name, settings }: NewCollaboration): Refused | undefined {
  const reason = whyNoName('collaboration', name)
  if (reason !== undefined) return nameInvalid(`a collaboration cannot be named \`${name}\`: ${reason}`)
  const detail = whyNoPurposes(settings?.purposes ?? [])
  return detail === undefined ? undefined : nameInvalid(detail)
}

function whyNoMembers(people: readonly NewMember[]): Refused | undefined {
  for (const { name } of people) {
    const reason = whyNoName('member', name)
    if (reason !== undefined) return nameInvalid(`a member cannot be named \`${name}\`: ${reason}`)
  }
  if (new Set(people.map(({ name }) => foldCase(name))).size < people.length) {
    return refused('REFUSED', {
      reason: 'NAME_TAKEN',
      detail: 'two members have the same name, upper and lower case aside',
    })
  }
  if (new Set(people.map(({ organisation }) => organisation)).size < people.length) {
    return refused('REFUSED', { reason: 'ALREADY_MEMBER', detail: 'one organisation is named as two members' })
  }
  return undefined
}

function nameInvalid(detail: string): Refused {
  return refused('REFUSED', { reason: 'NAME_INVALID', detail })
}
