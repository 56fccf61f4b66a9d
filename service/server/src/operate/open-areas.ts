import { join } from 'node:path'
import { signingKey, spellVerifierKey } from '@glovebox/crypto'
import type { CollaborationWorld } from '../collaboration/collaboration-world.ts'
import { type ContributionWorld, noContributionHooks } from '../collaboration/contribution-world.ts'
import { replayDeletions } from '../collaboration/deletion/replay-deletions.ts'
import { tombstoneFile } from '../collaboration/deletion/tombstone-file.ts'
import { noHooks } from '../collaboration/hooks.ts'
import type { Binding } from '../http/binding.ts'
import { changeRequestBindings } from '../http/collaboration/change-requests.ts'
import { collaborationBindings } from '../http/collaboration/collaborations.ts'
import { memberBindings } from '../http/collaboration/members.ts'
import { identityBindings } from '../http/identity/bindings.ts'
import { fileBindings } from '../http/tables/file-bindings.ts'
import { tableBindings } from '../http/tables/table-bindings.ts'
import { type Identity, openIdentity } from '../identity/identity.ts'
import type { Engine } from '../port/engine.ts'
import type { ServerWorld } from '../server-world.ts'
import { identitySettings } from '../settings/identity-settings.ts'
import type { Settings } from '../settings/settings.ts'
import type { Logger } from './logger.ts'

/** Everything the server does, area by area, and what of it has to be begun and ended. */
export type Areas = {
  readonly identity: Identity
  readonly bindings: readonly Binding[]
  readonly gauges: Readonly<Record<string, { readonly help: string; readonly read: () => Promise<number> | number }>>
  readonly start: () => Promise<void>
  readonly stop: (graceMs: number) => Promise<void>
}

/** Wires the areas of a server to each other. */
export async function openAreas(
  world: ServerWorld,
  about: { readonly settings: Settings; readonly version: string; readonly folder: string; readonly logger: Logger },
): Promise<Areas> {
  const { settings, version, folder } = about
  const identity = openIdentity(world, identitySettings(settings))
  const engine = once(async () => await openEngine(folder))
  const collaborations: CollaborationWorld = {
    ...world,
    hooks: noHooks,
    waiting: [],
    tombstones: tombstoneFile(folder),
  }
  const contributions: ContributionWorld = { ...world, engine, contributionHooks: noContributionHooks }
  const verifierKey = spellVerifierKey(signingKey(world.name, world.signingSeed))
  return {
    identity,
    bindings: [
      ...identityBindings(identity, { version, verifierKey }),
      ...collaborationBindings(collaborations),
      ...memberBindings(collaborations),
      ...changeRequestBindings(collaborations),
      ...fileBindings(world),
      ...tableBindings(contributions),
    ],
    gauges: {},
    start: async () => {
      const { replayed } = await replayDeletions(collaborations)
      if (replayed > 0)
        about.logger.warn('deleted again what a restored backup had brought back', { deletions: replayed })
    },
    stop: async () => {},
  }
}

/** Loaded when something has to be read: a server that only answers needs no engine. */
async function openEngine(folder: string): Promise<Engine> {
  const { openDuckdbEngine } = await import('../engine/duckdb/open-duckdb-engine.ts')
  return openDuckdbEngine({ temporaryRoot: join(folder, 'tmp') })
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
