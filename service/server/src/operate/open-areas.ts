import { join } from 'node:path'
import { signingKey, spellVerifierKey } from '@glovebox/crypto'
import { openSources } from '@glovebox/source'
import { openActivationArea } from '../activation/open-activation-area.ts'
import type { CollaborationWorld } from '../collaboration/collaboration-world.ts'
import { type ContributionWorld, joinContributionHooks } from '../collaboration/contribution-world.ts'
import { contributionLifecycle } from '../collaboration/delete-contributions.ts'
import { replayDeletions } from '../collaboration/deletion/replay-deletions.ts'
import { tombstoneFile } from '../collaboration/deletion/tombstone-file.ts'
import { joinHooks } from '../collaboration/hooks.ts'
import { waitingReviews } from '../collaboration/template/waiting-reviews.ts'
import { openOwnSources } from '../connections/own-sources.ts'
import { noTroubles } from '../connections/troubles.ts'
import { sweepRunFolders } from '../engine/duckdb/run-folder.ts'
import type { Binding } from '../http/binding.ts'
import { changeRequestBindings } from '../http/collaboration/change-requests.ts'
import { collaborationBindings } from '../http/collaboration/collaborations.ts'
import { memberBindings } from '../http/collaboration/members.ts'
import { contributionBindings } from '../http/contribution-bindings.ts'
import { identityBindings } from '../http/identity/bindings.ts'
import { intermediateBindings } from '../http/intermediate/intermediate-bindings.ts'
import { logBindings } from '../http/log/log-bindings.ts'
import { type Identity, openIdentity } from '../identity/identity.ts'
import { sweepIdentity } from '../identity/sweep.ts'
import { intermediateHooks } from '../intermediate/intermediate-hooks.ts'
import { settleIntermediates } from '../intermediate/populate-intermediate.ts'
import { openKeptSources } from '../intermediate/unseal-kept.ts'
import { agentBindings } from '../mcp/agent-bindings.ts'
import { openOauth } from '../mcp/agent-door.ts'
import type { OauthWorld } from '../oauth/oauth-world.ts'
import { once } from '../once.ts'
import type { Engine } from '../port/engine.ts'
import { openRunArea } from '../runs/open-run-area.ts'
import type { ServerWorld } from '../server-world.ts'
import { identitySettings } from '../settings/identity-settings.ts'
import { runLimits, runSettings } from '../settings/run-settings.ts'
import type { Settings } from '../settings/settings.ts'
import { takeRunLock } from '../state/run-lock.ts'
import { openWebhookArea } from '../webhooks/open-webhook-area.ts'
import { guardOf } from './address-guard.ts'
import type { Logger } from './logger.ts'
import { resealRooms } from './reseal-rooms.ts'

/** Everything the server does, area by area, and what of it has to be begun and ended. */
export type Areas = {
  readonly identity: Identity
  readonly oauth: OauthWorld
  readonly bindings: readonly Binding[]
  readonly gauges: Readonly<Record<string, { readonly help: string; readonly read: () => Promise<number> | number }>>
  readonly start: () => Promise<void>
  readonly stop: (graceMs: number) => Promise<void>
}

/** Of what sources gave, so much is kept, sealed under a key that no disk holds. */
const defaultCacheMb = 1024

/** How often what is over is removed. */
const sweepMs = 3_600_000

/** Wires the areas of a server to each other. */
export async function openAreas(
  world: ServerWorld,
  about: {
    readonly settings: Settings
    readonly version: string
    readonly folder: string
    readonly logger: Logger
    readonly engine?: () => Promise<Engine>
  },
): Promise<Areas> {
  const { settings, version, folder, logger } = about
  const identity = openIdentity(world, identitySettings(settings))
  const oauth = openOauth(identity)
  const elsewhere = await openSources({
    guard: guardOf(settings.sources?.allowPrivateAddresses === true),
    cache: { bytes: (settings.sources?.cacheMb ?? defaultCacheMb) * 1024 * 1024, folder: join(folder, 'cache') },
  })
  const engine = once(about.engine ?? (() => openEngine(folder)))
  const sources = openOwnSources(world, { elsewhere, fetchRoot: temporaryFolder(folder) })
  const troubles = noTroubles(world.clock)
  const kept = openKeptSources(join(folder, 'kept'))
  const runs = openRunArea(world, {
    engine,
    limits: runLimits(settings),
    runLock: (run) => takeRunLock(folder, run),
    kept,
    sources,
    onOwnerReport: troubles.note,
    settings: runSettings(settings),
    onError: (error) => logger.error('something broke while runs were run', error),
  })
  const webhooks = openWebhookArea(world, {
    settings: { allowsPrivateAddresses: settings.webhooks?.allowPrivateAddresses === true },
    onError: (error) => logger.error('something broke while webhooks were told', error),
  })
  const activation = openActivationArea(runs.world, {
    settings: webhooks.world.webhooks,
    onError: (error) => logger.error('something broke while results were delivered', error),
  })
  const intermediate = intermediateHooks(() => world, kept)
  const collaborations: CollaborationWorld = {
    ...world,
    // What runs read is looked up in tables, so these go last.
    hooks: joinHooks(activation.lifecycleHooks, runs.lifecycleHooks, intermediate.lifecycle, contributionLifecycle),
    waiting: [runs.waiting, waitingReviews],
    tombstones: tombstoneFile(folder),
  }
  const contributionHooks = joinContributionHooks(
    activation.contributionHooks,
    runs.contributionHooks,
    intermediate.contribution,
  )
  const contributions: ContributionWorld = { ...world, engine, contributionHooks, sources, troubles }
  const verifierKey = spellVerifierKey(signingKey(world.name, world.signingSeed))
  let sweep: NodeJS.Timeout | undefined
  return {
    identity,
    oauth,
    bindings: [
      ...agentBindings(oauth),
      ...identityBindings(identity, { version, verifierKey }),
      ...collaborationBindings(collaborations),
      ...memberBindings(collaborations),
      ...changeRequestBindings(collaborations),
      ...contributionBindings(contributions),
      ...intermediateBindings(runs.world),
      ...runs.bindings,
      ...webhooks.bindings,
      ...activation.bindings,
      ...logBindings(world, { version }),
    ],
    gauges: runs.gauges,
    start: async () => {
      // Rows that a dead server had brought for a run are gone before anything else happens.
      await sweepRunFolders(temporaryFolder(folder))
      const resealed = await resealRooms(world)
      if (resealed > 0) logger.info('sealed anew what had one key for all members', { texts: resealed })
      const { replayed } = await replayDeletions(collaborations)
      if (replayed > 0) logger.warn('deleted again what a restored backup had brought back', { deletions: replayed })
      await runs.start()
      await settleIntermediates(runs.world)
      await webhooks.start()
      await activation.start()
      sweep = setInterval(() => {
        sweepIdentity(identity).catch((error: unknown) => logger.error('old sign-ins could not be removed', error))
      }, sweepMs)
      sweep.unref()
    },
    stop: async (graceMs) => {
      clearInterval(sweep)
      await runs.stop(graceMs)
      await activation.stop()
      await webhooks.stop()
      await elsewhere.close()
    },
  }
}

/** Where runs have their folders, and what sources bring for them. */
function temporaryFolder(folder: string): string {
  return join(folder, 'tmp')
}

/** Loaded when something has to be read: a server that only answers needs no engine. */
async function openEngine(folder: string): Promise<Engine> {
  const { openDuckdbEngine } = await import('../engine/duckdb/open-duckdb-engine.ts')
  return openDuckdbEngine({ temporaryRoot: temporaryFolder(folder) })
}
