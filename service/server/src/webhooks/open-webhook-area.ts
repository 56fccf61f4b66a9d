import type { Binding } from '../http/binding.ts'
import { webhookBindings } from '../http/webhooks/webhook-bindings.ts'
import { everyNowAndThen } from '../runs/every-now-and-then.ts'
import type { ServerWorld } from '../server-world.ts'
import { makeCourier } from './courier.ts'
import { forgetDeliveries } from './deliver.ts'
import { dispatchEvents } from './dispatch-events.ts'
import type { WebhookSettings, WebhookWorld } from './webhook-world.ts'

/** Everything about webhooks, for whoever wires the server. */
export type WebhookArea = {
  readonly world: WebhookWorld
  readonly bindings: readonly Binding[]
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const lookMs = 1000
const forgetMs = 3_600_000

/** Opens the area; nothing is sent before `start`. */
export function openWebhookArea(
  server: ServerWorld,
  options: { readonly settings: WebhookSettings; readonly onError: (error: unknown) => void },
): WebhookArea {
  const world: WebhookWorld = { ...server, webhooks: options.settings, onError: options.onError }
  const stops: (() => Promise<void>)[] = []
  const courier = makeCourier(world)
  return {
    world,
    bindings: webhookBindings(world),
    start: async () => {
      stops.push(everyNowAndThen(lookMs, options.onError, [() => dispatchEvents(world), courier.round]))
      stops.push(everyNowAndThen(forgetMs, options.onError, [() => forgetDeliveries(world)]))
    },
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()))
      await courier.stop()
    },
  }
}
