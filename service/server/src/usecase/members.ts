import type { MemberView } from '@glovebox/api'
import type { World } from './world.ts'

/** Who takes part, and as what; nobody where the file cannot be read. */
export async function listMembers(world: World): Promise<readonly MemberView[]> {
  const { collaboration } = await world.document()
  return (collaboration?.members ?? []).map(({ name, abilities }) => ({ name, abilities }))
}
