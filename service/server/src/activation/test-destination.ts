import type { DestinationTest } from '@glovebox/api'
import { requireMember } from '../collaboration/membership.ts'
import { done, type Outcome } from '../collaboration/outcome.ts'
import { randomId } from '../state/random-id.ts'
import { isTaken, spell } from '../webhooks/deliver.ts'
import type { ActivationWorld } from './activation-world.ts'
import { findDestination, noDestination } from './destination-row.ts'
import type { DestinationAt } from './destinations.ts'
import { postActivation } from './post-activation.ts'

/** Sends a destination of one's own a delivery without rows now, once, and gives what it answered. */
export async function testDestination(
  world: ActivationWorld,
  organisation: string,
  { collaboration, name }: DestinationAt,
): Promise<Outcome<DestinationTest>> {
  const member = await requireMember(world.store.db, collaboration, organisation, 'act')
  if (!member.ok) return member
  const row = await findDestination(world.store.db, collaboration, name)
  if (row?.organisation !== organisation) return noDestination
  const delivered = {
    delivery: randomId('act', world.random),
    about: { kind: 'test' },
    media: 'application/json',
    body: Buffer.from('{}'),
  }
  const answer = await postActivation(world, row, delivered, AbortSignal.any([world.closing]))
  return done({ isTaken: isTaken(answer), answer: spell(answer) })
}
