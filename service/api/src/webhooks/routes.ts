import type { AnyRoute } from '../contract/route.ts'
import {
  changeWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  makeWebhook,
  readWebhook,
  rotateWebhook,
  testWebhook,
} from './webhooks.ts'

/** Everything about webhooks. */
export const webhookRoutes: readonly AnyRoute[] = [
  makeWebhook,
  listWebhooks,
  readWebhook,
  changeWebhook,
  deleteWebhook,
  rotateWebhook,
  testWebhook,
  listDeliveries,
]
