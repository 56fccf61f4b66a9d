import type { ChangeRequestView } from '@glovebox/api'
import { type Command, Option } from 'commander'
import type { Columns } from '../../../output/show.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { countOf } from '../../count.ts'
import { addVerb } from '../verb.ts'
import { changeSentence } from './change-sentence.ts'
import { addPropose } from './propose.ts'
import { addVoting } from './vote.ts'

const columns: Columns<ChangeRequestView> = {
  id: ({ id }) => id,
  status: ({ status }) => status,
  proposer: ({ proposer }) => proposer,
  changes: ({ changes }) => changes.map(changeSentence).join('; '),
  'waits for': ({ status, approvals }) =>
    status === 'pending'
      ? approvals
          .filter((one) => one.status === 'pending')
          .map(({ member }) => member)
          .join(', ')
      : '',
  opened: ({ openedAt }) => openedAt,
}

/** `glovebox change …`: changes of a collaboration that its members decide on. */
export function addChange(program: Command): void {
  const noun = addVerb(program, 'change', {
    summary: 'ask for changes of a collaboration, and decide on them',
    description:
      'Asks for changes of who is in a collaboration, what they may do or its settings, and decides on them.',
    examples: [
      'change list',
      'change propose --grant advertiser=query',
      'change approve chg_aaaaaaaaaaaaaaaaaaaaaaaaaa',
    ],
  })

  addVerb(noun, 'list', {
    summary: 'list change requests',
    description: 'Lists the change requests of a collaboration, the newest first.',
    examples: ['change list', 'change list --status pending'],
  })
    .addOption(
      new Option('--status <status>', 'only those').choices([
        'pending',
        'approved',
        'denied',
        'cancelled',
        'committed',
      ]),
    )
    .option('--limit <count>', 'only the newest', countOf)
    .action(
      onServer<{ readonly status?: ChangeRequestView['status']; readonly limit?: number }>(
        async ({ api, client, collaboration, options, show }) => {
          const params = { collaboration: (await collaboration()).id }
          const status = options.status === undefined ? {} : { status: options.status }
          const page = await everyPage(
            (query) => client.call(api.listChangeRequests, { params, query: { ...query, ...status } }),
            options.limit,
          )
          await show.list(page, columns)
        },
      ),
    )

  addVerb(noun, 'show <change>', {
    summary: 'show a change request',
    description: 'Shows a change request: what is to change, who approved it, and what was said.',
    examples: ['change show chg_aaaaaaaaaaaaaaaaaaaaaaaaaa'],
  }).action(
    onServer<object, [string]>(async ({ api, client, collaboration, show }, change) => {
      const params = { collaboration: (await collaboration()).id, change }
      const request = await client.call(api.getChangeRequest, { params })
      await show.one(request, { ...request, changes: request.changes.map(changeSentence) })
    }),
  )
  addPropose(noun)
  addVoting(noun)
}
