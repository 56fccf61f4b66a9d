import type { EventKindName, WebhookDraft } from '@glovebox/api'
import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb, commaList } from '../verb.ts'

type DraftOptions = { readonly events?: string; readonly description?: string; readonly url?: string }

/** `glovebox webhook add`, `change` and `rotate`. */
export function addChanging(noun: Command): void {
  addVerb(noun, 'add <url>', {
    summary: 'hear of events at an address',
    description:
      'Sends events to an address, signed with a secret that is printed and not shown again. Addresses inside of the operator’s network are refused.',
    examples: ['webhook add https://example.org/hook', 'webhook add https://example.org/hook --events run.finished'],
  })
    .option('--events <kinds>', 'which: run.finished,template.review-needed,…; all where it is absent')
    .option('--description <text>', 'what it is for')
    .action(
      onServer<DraftOptions, [string]>(async ({ api, client, options, show }, url) => {
        const webhook = await client.call(api.makeWebhook, { body: draftOf(url, options) })
        await show.one(webhook, { id: webhook.id, secret: webhook.secret })
        await show.note('the secret is not shown again')
      }),
    )

  addVerb(noun, 'change <webhook>', {
    summary: 'change a webhook, or make it active again',
    description: 'Changes where a webhook is and what it hears of. Its secret stays, and it is active again.',
    examples: [
      'webhook change whk_aaaaaaaaaaaaaaaaaaaaaaaaaa',
      'webhook change whk_aaaaaaaaaaaaaaaaaaaaaaaaaa --url https://example.org/other --events budget.exhausted',
    ],
  })
    .option('--url <url>', 'where it is')
    .option('--events <kinds>', 'what it hears of')
    .option('--description <text>', 'what it is for')
    .action(
      onServer<DraftOptions, [string]>(async ({ api, client, options, show }, named) => {
        const params = { webhook: named }
        const { value: before, etag } = await client.answer(api.readWebhook, { params })
        const { url, kinds, description } = before
        const body = {
          ...(kinds === undefined ? {} : { kinds }),
          ...(description === undefined ? {} : { description }),
          ...draftOf(options.url ?? url, options),
        }
        const ifMatch = etag === undefined ? {} : { ifMatch: etag }
        const after = await client.call(api.changeWebhook, { params, body }, ifMatch)
        await show.done(`${after.id} is ${after.status}`, after)
      }),
    )

  addVerb(noun, 'rotate <webhook>', {
    summary: 'give a webhook another secret',
    description: 'Gives a webhook another secret and prints it; the one before signs nothing more.',
    examples: ['webhook rotate whk_aaaaaaaaaaaaaaaaaaaaaaaaaa'],
  }).action(
    onServer<object, [string]>(async ({ api, client, show }, named) => {
      const webhook = await client.call(api.rotateWebhook, { params: { webhook: named } })
      await show.one(webhook, { id: webhook.id, secret: webhook.secret })
    }),
  )
}

function draftOf(url: string, { events, description }: DraftOptions): WebhookDraft {
  return {
    url,
    // The server knows which there are.
    ...(events === undefined ? {} : { kinds: commaList(events) as readonly EventKindName[] }),
    ...(description === undefined ? {} : { description }),
  }
}
