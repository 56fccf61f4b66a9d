import type { ServerWorld } from '../server-world.ts'

/** What webhooks stand on. */
export type WebhookWorld = ServerWorld & {
  readonly webhooks: WebhookSettings
  readonly onError: (error: unknown) => void
}

/** Where deliveries may go. */
export type WebhookSettings = {
  /** Also to addresses that only the operator's own network reaches, and without TLS. Only for tests and closed networks. */
  readonly allowsPrivateAddresses: boolean
}
