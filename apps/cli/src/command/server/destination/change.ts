import type { ActivationFormat, DestinationDraft } from '@glovebox/api'
import { type Command, Option } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

type DraftOptions = { readonly url?: string; readonly rows?: ActivationFormat; readonly description?: string }

const rows = (): Option =>
  new Option('--rows <format>', 'how they are written; jsonl where it is absent').choices(['jsonl', 'csv', 'parquet'])

/** `glovebox destination add`, `change` and `rotate`. */
export function addChanging(noun: Command): void {
  addVerb(noun, 'add <name> <url>', {
    summary: 'register a place of yours',
    description:
      'Registers a place of yours that results may be activated to. Deliveries are signed with a secret that is printed and not shown again. Addresses inside of the operator’s network are refused, and every member sees the address.',
    examples: [
      'destination add crm https://crm.example.org/audience',
      'destination add crm https://crm.example.org/audience --rows parquet',
    ],
  })
    .addOption(rows())
    .option('--description <text>', 'what it is')
    .action(
      onServer<DraftOptions, [string, string]>(async ({ api, client, collaboration, options, show }, name, url) => {
        const params = { collaboration: (await collaboration()).id }
        const body = { name, ...draftOf(url, options) }
        const made = await client.call(api.registerDestination, { params, body })
        await show.one(made, { name: made.name, hash: made.hash, secret: made.secret })
        await show.note('the secret is not shown again; owners of tables allow it: glovebox table restrict')
      }),
    )

  addVerb(noun, 'change <name>', {
    summary: 'change a destination of yours',
    description:
      'Changes a destination of yours. Its secret stays. At another address it is another destination: owners of tables allow it anew, and what was on its way is deleted.',
    examples: ['destination change crm --rows csv', 'destination change crm --url https://crm.example.org/v2'],
  })
    .option('--url <url>', 'where it is')
    .addOption(rows())
    .option('--description <text>', 'what it is')
    .action(
      onServer<DraftOptions, [string]>(async ({ api, client, collaboration, options, show }, name) => {
        const params = { collaboration: (await collaboration()).id, name }
        const { value: before, etag } = await client.answer(api.readDestination, { params })
        const { description, format } = before
        const kept = { rows: format, ...(description === undefined ? {} : { description }) }
        const body = { ...draftOf(options.url ?? before.url, { ...kept, ...options }) }
        const after = await client.call(
          api.changeDestination,
          { params, body },
          etag === undefined ? {} : { ifMatch: etag },
        )
        const isMoved = after.hash !== before.hash
        await show.done(isMoved ? `${name} is another now: nobody has allowed it yet` : `${name} is changed`, after)
      }),
    )

  addVerb(noun, 'rotate <name>', {
    summary: 'give a destination of yours another secret',
    description: 'Gives a destination of yours another secret and prints it; the one before signs nothing more.',
    examples: ['destination rotate crm'],
  }).action(
    onServer<object, [string]>(async ({ api, client, collaboration, show }, name) => {
      const params = { collaboration: (await collaboration()).id, name }
      const made = await client.call(api.rotateDestination, { params })
      await show.one(made, { name: made.name, secret: made.secret })
    }),
  )
}

function draftOf(url: string, { rows: format, description }: DraftOptions): DestinationDraft {
  return {
    kind: 'https',
    url,
    ...(format === undefined ? {} : { format }),
    ...(description === undefined ? {} : { description }),
  }
}
