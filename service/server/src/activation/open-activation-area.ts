import type { ContributionHooks } from '../collaboration/contribution-world.ts'
import type { LifecycleHooks } from '../collaboration/hooks.ts'
import { destinationBindings } from '../http/activation/destination-bindings.ts'
import type { Binding } from '../http/binding.ts'
import { everyNowAndThen } from '../runs/every-now-and-then.ts'
import type { RunWorld } from '../runs/run-world.ts'
import type { WebhookSettings } from '../webhooks/webhook-world.ts'
import { makeActivationCourier } from './activation-courier.ts'
import { activationHooks } from './activation-hooks.ts'
import type { ActivationWorld } from './activation-world.ts'

/** Everything about activations, for whoever wires the server. */
export type ActivationArea = {
  readonly world: ActivationWorld
  readonly bindings: readonly Binding[]
  /** These come before the hooks of runs, which remove results. */
  readonly lifecycleHooks: Pick<LifecycleHooks, 'onLeave' | 'onPause' | 'onRevoke'>
  readonly contributionHooks: ContributionHooks
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const lookMs = 300

/** Opens the area; nothing is delivered before `start`. */
export function openActivationArea(
  runs: RunWorld,
  options: { readonly settings: WebhookSettings; readonly onError: (error: unknown) => void },
): ActivationArea {
  const courier = makeActivationCourier(() => world)
  const world: ActivationWorld = {
    ...runs,
    webhooks: options.settings,
    onError: options.onError,
    breakOff: courier.breakOff,
  }
  const { lifecycle, contribution } = activationHooks(() => world)
  let stop: (() => Promise<void>) | undefined
  return {
    world,
    bindings: destinationBindings(world),
    lifecycleHooks: lifecycle,
    contributionHooks: contribution,
    start: async () => {
      stop = everyNowAndThen(lookMs, options.onError, [courier.round])
    },
    stop: async () => {
      await stop?.()
      await courier.stop()
    },
  }
}
