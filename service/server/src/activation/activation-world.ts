import type { RunWorld } from '../runs/run-world.ts'
import type { WebhookSettings } from '../webhooks/webhook-world.ts'

/** What activations stand on: runs, and whether deliveries may go to the operator's own network. */
export type ActivationWorld = Omit<RunWorld, 'onQueued'> & {
  readonly webhooks: WebhookSettings
  /** Breaks off the deliveries of these runs, once what forbids them is kept. */
  readonly breakOff: (runs: readonly string[]) => void
}
