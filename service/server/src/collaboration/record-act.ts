import type { Json } from '../log/canonical-json.ts'
import type { GovernedAction } from '../log/governance.ts'
import type { ServerWorld } from '../server-world.ts'
import { appendEntry } from '../state/audit-log.ts'
import { roomState } from '../store/room-state.ts'
import type { Db } from '../store/store.ts'

/** Something that a member decided in a collaboration. Everyone in it may read it, unless it has an audience. */
export type GovernedAct = {
  readonly collaboration: string
  /** Who did it, by its name in the collaboration. */
  readonly member: string
  readonly action: GovernedAction
  /** The name or id of what it was done to. */
  readonly subject?: string
  /** Of the content that was decided on. */
  readonly hash?: string
  readonly detail?: Json
  /** The members, by name, that may read it besides who did it. */
  readonly audience?: readonly string[]
}

/** Writes an act into the collaboration's audit log, in the transaction of the act, which runs in the collaboration's lane. */
export async function recordAct(tx: Db, world: ServerWorld, { collaboration, ...act }: GovernedAct): Promise<void> {
  const { store, random } = world
  const room = roomState(store, { collaboration, vault: world.vaultOf(collaboration), random })
  await appendEntry({ ...room, db: tx, isTransaction: true }, { kind: 'governed', ...act }, world.clock().toISOString())
}
