import type { DocumentView } from '@glovebox/api'
import { writeDocument } from '@glovebox/cleanroom'
import type { ServerWorld } from '../../server-world.ts'
import { noCollaboration, requireMember } from '../membership.ts'
import { done, type Outcome } from '../outcome.ts'
import { documentFor, roomDocument } from './room-document.ts'

/** A collaboration as one file, for a member of it. */
export async function readDocument(
  world: Pick<ServerWorld, 'store'>,
  organisation: string,
  collaboration: string,
): Promise<Outcome<DocumentView>> {
  const member = await requireMember(world.store.db, collaboration, organisation)
  if (!member.ok) return member
  const room = await roomDocument(world, collaboration)
  if (room === undefined) return noCollaboration
  const document = documentFor(room, organisation)
  return done({ revision: room.revision, document, text: writeDocument(document) })
}
