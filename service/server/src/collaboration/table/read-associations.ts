import type { AssociationView } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import type { ContributionWorld } from '../contribution-world.ts'
import { roomDocument } from '../document/room-document.ts'
import { requireMember } from '../membership.ts'
import { done, type Outcome } from '../outcome.ts'
import { noAssociation } from './associate-table.ts'
import { associationViews } from './association-view.ts'

/** The tables of a collaboration, for a member of it. */
export async function listAssociations(
  world: ContributionWorld,
  organisation: string,
  collaboration: string,
): Promise<Outcome<{ readonly items: readonly AssociationView[] }>> {
  const before = await requireMember(world.store.db, collaboration, organisation)
  if (!before.ok) return before
  const known = await roomDocument(world, collaboration)
  return world.store.snapshot(async (db) => {
    const member = await requireMember(db, collaboration, organisation)
    if (!member.ok) return member
    return done({ items: await associationViews(world, db, collaboration, organisation, { known }) })
  })
}

/** One table of a collaboration, for a member of it. */
export async function readAssociation(
  world: ContributionWorld,
  organisation: string,
  collaboration: string,
  name: string,
): Promise<Outcome<AssociationView>> {
  const all = await listAssociations(world, organisation, collaboration)
  if (!all.ok) return all
  const found = all.value.items.find((one) => foldCase(one.name) === foldCase(name))
  return found === undefined ? noAssociation : done(found)
}
