import type { MemberView } from '@glovebox/api'
import { readCollaborationFile } from './read-collaboration-file.ts'
import type { World } from './world.ts'

/** Who takes part, and as what; nobody where the file cannot be read. */
export function listMembers(world: World): readonly MemberView[] {
  const { collaboration } = readCollaborationFile(world)
  return (collaboration?.members ?? []).map(({ name, abilities }) => ({ name, abilities }))
}
