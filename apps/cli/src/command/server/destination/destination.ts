import type { Destination } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'
import { addChanging } from './change.ts'

const columns: Columns<Destination> = {
  name: ({ name }) => name,
  owner: ({ owner }) => owner,
  url: ({ url }) => url,
  format: ({ format }) => format,
  hash: ({ hash }) => hash.slice(0, 12),
}

/** `glovebox destination …`: where results of activations go. */
export function addDestination(program: Command): void {
  const noun = addVerb(program, 'destination', {
    summary: 'register places that results may be activated to',
    description:
      'Registers places of yours that results of approved activations may go to. Nothing goes there before the owner of every table that is read allows it: glovebox table restrict --destinations.',
    examples: ['destination list', 'destination add crm https://crm.example.org/audience'],
  })

  addVerb(noun, 'list', {
    summary: 'list the destinations of a collaboration',
    description:
      'Lists the destinations of a collaboration: whose each is, where it is, and the hash that owners of tables allow.',
    examples: ['destination list'],
  }).action(
    onServer(async ({ api, client, collaboration, show }) => {
      const params = { collaboration: (await collaboration()).id }
      await show.list(await client.call(api.listDestinations, { params }), columns)
    }),
  )
  addChanging(noun)

  addVerb(noun, 'test <name>', {
    summary: 'send a destination of yours a delivery without rows',
    description: 'Sends a destination of yours a signed delivery without rows now, and says what it answered.',
    examples: ['destination test crm'],
  }).action(
    onServer<object, [string]>(async ({ api, client, collaboration, endWith, show }, name) => {
      const params = { collaboration: (await collaboration()).id, name }
      const answered = await client.call(api.testDestination, { params })
      await show.one(answered)
      if (!answered.isTaken) endWith(exitCodes.failed)
    }),
  )

  addVerb(noun, 'remove <name>', {
    summary: 'drop a destination of yours',
    description: 'Drops a destination of yours; what is on its way to it is deleted.',
    examples: ['destination remove crm --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(
        async ({ api, client, collaboration, endWith, options, show }, name) => {
          const { id, name: where } = await collaboration()
          if (!(await confirmed(`Drop ${name} of ${where}?`, options))) return endWith(exitCodes.cancelled)
          await client.call(api.removeDestination, { params: { collaboration: id, name } })
          await show.done(`dropped ${name}`)
        },
      ),
    )
}
