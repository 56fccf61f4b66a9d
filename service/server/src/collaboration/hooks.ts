import type { DeletedThings } from '@glovebox/api'
import type { Ability } from '@glovebox/cleanroom'
import type { Db } from '../store/store.ts'

/** A member whose part in a collaboration ends or pauses. */
export type AffectedMember = {
  readonly collaboration: string
  readonly organisation: string
  /** Its name in the collaboration. */
  readonly member: string
  readonly at: string
}

/** Why a part ends. */
export type EndCause = 'left' | 'removed' | 'closed'

/** What is done once the transaction is kept: what no transaction can take back, like stopping a process. */
export type Afterwards = () => Promise<void> | void

/** What a hook did in the transaction, and what it does afterwards. */
export type Ending = { readonly deleted?: readonly DeletedThings[]; readonly afterwards?: Afterwards }

/**
 * What other areas do when a member's part changes. Each runs in the transaction of the act and may run again from its
 * start; a server that dies before `afterwards` finds the state of the transaction when it starts again.
 */
export type LifecycleHooks = {
  /** The member left, was removed, or the collaboration was closed: everything of it goes. */
  readonly onLeave: readonly ((tx: Db, member: AffectedMember, cause: EndCause) => Promise<Ending>)[]
  /** Nothing of the member may be read from this moment: what reads it stops. */
  readonly onPause: readonly ((tx: Db, member: AffectedMember) => Promise<Ending>)[]
  readonly onResume: readonly ((tx: Db, member: AffectedMember) => Promise<Ending>)[]
  /** A member lost an ability, or no longer pays: what it does by it stops. */
  readonly onRevoke: readonly ((tx: Db, member: AffectedMember, ability: Ability) => Promise<Ending>)[]
}

/** No other area takes part. */
export const noHooks: LifecycleHooks = { onLeave: [], onPause: [], onResume: [], onRevoke: [] }

/** The hooks of several areas, in their order. */
export function joinHooks(...all: readonly Partial<LifecycleHooks>[]): LifecycleHooks {
  return {
    onLeave: all.flatMap(({ onLeave = [] }) => onLeave),
    onPause: all.flatMap(({ onPause = [] }) => onPause),
    onResume: all.flatMap(({ onResume = [] }) => onResume),
    onRevoke: all.flatMap(({ onRevoke = [] }) => onRevoke),
  }
}

/** Runs hooks one after the other, and gives what they deleted and what is to be done afterwards. */
export async function runHooks<Rest extends readonly unknown[]>(
  tx: Db,
  hooks: readonly ((tx: Db, ...rest: Rest) => Promise<Ending>)[],
  ...rest: Rest
): Promise<{ readonly deleted: readonly DeletedThings[]; readonly afterwards: readonly Afterwards[] }> {
  const endings: Ending[] = []
  for (const hook of hooks) endings.push(await hook(tx, ...rest))
  return {
    deleted: endings.flatMap(({ deleted = [] }) => deleted),
    afterwards: endings.flatMap(({ afterwards }) => (afterwards === undefined ? [] : [afterwards])),
  }
}
