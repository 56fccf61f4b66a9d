import type { Delivery, Webhook } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { countOf } from '../../count.ts'
import { addVerb } from '../verb.ts'
import { addChanging } from './change.ts'

const columns: Columns<Webhook> = {
  id: ({ id }) => id,
  url: ({ url }) => url,
  status: ({ status, disabledReason }) => (disabledReason === undefined ? status : `${status} (${disabledReason})`),
  events: ({ kinds }) => kinds?.join(', ') ?? 'all',
}

const deliveryColumns: Columns<Delivery> = {
  event: ({ kind }) => kind,
  status: ({ status }) => status,
  attempts: ({ attempts }) => attempts,
  created: ({ createdAt }) => createdAt,
  answer: ({ lastAnswer }) => lastAnswer,
  next: ({ nextAt }) => nextAt,
}

/** `glovebox webhook …`: where an organisation hears of events. */
export function addWebhook(program: Command): void {
  const noun = addVerb(program, 'webhook', {
    summary: 'hear of runs, approvals and budgets at an address of yours',
    description: 'Sends events of your collaborations to addresses of yours: runs, approvals, budgets.',
    examples: ['webhook list', 'webhook add https://example.org/hook --events run.finished,budget.threshold'],
  })

  addVerb(noun, 'list', {
    summary: 'list your webhooks',
    description: 'Lists the webhooks of your organisation.',
    examples: ['webhook list'],
  }).action(
    onServer(async ({ api, client, show }) =>
      show.list(await everyPage((query) => client.call(api.listWebhooks, { query })), columns),
    ),
  )
  addChanging(noun)

  addVerb(noun, 'test <webhook>', {
    summary: 'send a webhook an event now',
    description: 'Sends a webhook an event of the kind webhook.test now, and says what it answered.',
    examples: ['webhook test whk_aaaaaaaaaaaaaaaaaaaaaaaaaa'],
  }).action(
    onServer<object, [string]>(async ({ api, client, endWith, show }, webhook) => {
      const delivery = await client.call(api.testWebhook, { params: { webhook } })
      await show.one(delivery)
      if (delivery.status !== 'delivered') endWith(exitCodes.failed)
    }),
  )

  addVerb(noun, 'deliveries <webhook>', {
    summary: 'list what was sent to a webhook',
    description: 'Lists what is on its way to a webhook, and what was, the newest first.',
    examples: ['webhook deliveries whk_aaaaaaaaaaaaaaaaaaaaaaaaaa --limit 20'],
  })
    .option('--limit <count>', 'only the newest', countOf)
    .action(
      onServer<{ readonly limit?: number }, [string]>(async ({ api, client, options, show }, webhook) => {
        const params = { webhook }
        const page = await everyPage((query) => client.call(api.listDeliveries, { params, query }), options.limit)
        await show.list(page, deliveryColumns)
      }),
    )

  addVerb(noun, 'remove <webhook>', {
    summary: 'drop a webhook',
    description: 'Drops a webhook, with what is on its way to it.',
    examples: ['webhook remove whk_aaaaaaaaaaaaaaaaaaaaaaaaaa --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(async ({ api, client, endWith, options, show }, webhook) => {
        if (!(await confirmed(`Drop ${webhook}?`, options))) return endWith(exitCodes.cancelled)
        await client.call(api.deleteWebhook, { params: { webhook } })
        await show.done(`dropped ${webhook}`)
      }),
    )
}
