import {
  changeWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  makeWebhook,
  readWebhook,
  rotateWebhook,
  testWebhook,
} from '@glovebox/api'
import { makerOf } from '../../identity/maker.ts'
import * as deliveries from '../../webhooks/deliver.ts'
import type { WebhookWorld } from '../../webhooks/webhook-world.ts'
import * as webhooks from '../../webhooks/webhooks.ts'
import { answer, type Binding, bind, empty, refuse } from '../binding.ts'
import { replyOf } from '../runs/outcome-reply.ts'

/** Webhooks over HTTP. */
export function webhookBindings(world: WebhookWorld): readonly Binding[] {
  return [
    bind(makeWebhook, async ({ body, principal }) =>
      replyOf(await webhooks.makeWebhook(world, principal.organisation, body, makerOf(principal))),
    ),
    bind(listWebhooks, async ({ query, principal }) =>
      replyOf(await webhooks.listWebhooks(world, principal.organisation, query)),
    ),
    bind(readWebhook, async ({ params, principal }) => {
      const found = await webhooks.readWebhook(world, principal.organisation, params.webhook)
      return found.ok ? answer(found.value.value, { etag: String(found.value.version) }) : refuse(found.problem)
    }),
    bind(changeWebhook, async ({ params, body, principal, request }) => {
      const { organisation } = principal
      const changed = await webhooks.changeWebhook(
        world,
        organisation,
        params.webhook,
        body,
        request.ifMatch,
        makerOf(principal),
      )
      return changed.ok ? answer(changed.value.value, { etag: String(changed.value.version) }) : refuse(changed.problem)
    }),
    bind(deleteWebhook, async ({ params, principal }) => {
      const gone = await webhooks.deleteWebhook(world, principal.organisation, params.webhook)
      return gone.ok ? empty : refuse(gone.problem)
    }),
    bind(rotateWebhook, async ({ params, principal }) =>
      replyOf(await webhooks.rotateWebhook(world, principal.organisation, params.webhook)),
    ),
    bind(testWebhook, async ({ params, principal }) =>
      replyOf(await deliveries.testWebhook(world, principal.organisation, params.webhook)),
    ),
    bind(listDeliveries, async ({ params, query, principal }) =>
      replyOf(await webhooks.listDeliveries(world, principal.organisation, params.webhook, query)),
    ),
  ]
}
