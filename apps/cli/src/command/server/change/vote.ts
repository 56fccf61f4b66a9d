import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

type VoteOptions = { readonly comment?: string }

/** `glovebox change approve`, `deny`, `comment` and `cancel`. */
export function addVoting(noun: Command): void {
  for (const [verb, vote, does] of [
    ['approve', 'approved', 'Approves a change request; it is committed with the last approval it needs.'],
    ['deny', 'denied', 'Denies a change request, which ends it.'],
  ] as const) {
    addVerb(noun, `${verb} <change>`, {
      summary: `${verb} a change request`,
      description: does,
      examples: [`change ${verb} chg_aaaaaaaaaaaaaaaaaaaaaaaaaa --comment "as agreed on Monday"`],
    })
      .option('--comment <text>', 'why')
      .action(
        onServer<VoteOptions, [string]>(async ({ api, client, collaboration, options, show }, change) => {
          const params = { collaboration: (await collaboration()).id, change }
          const { comment } = options
          const body = { vote, ...(comment === undefined ? {} : { comment }) }
          const request = await client.call(api.voteOnChangeRequest, { params, body })
          await show.done(`${request.id} is ${request.status}`, request)
        }),
      )
  }

  addVerb(noun, 'comment <change> <text>', {
    summary: 'say something about a change request',
    description: 'Says something about a change request, for every member to read.',
    examples: ['change comment chg_aaaaaaaaaaaaaaaaaaaaaaaaaa "who is behind the agency?"'],
  }).action(
    onServer<object, [string, string]>(async ({ api, client, collaboration, show }, change, text) => {
      const params = { collaboration: (await collaboration()).id, change }
      const request = await client.call(api.commentOnChangeRequest, { params, body: { comment: text } })
      await show.done(`said of ${request.id}`, request)
    }),
  )

  addVerb(noun, 'cancel <change>', {
    summary: 'take back a change request of yours',
    description: 'Takes back a change request of yours that was not decided on.',
    examples: ['change cancel chg_aaaaaaaaaaaaaaaaaaaaaaaaaa'],
  }).action(
    onServer<object, [string]>(async ({ api, client, collaboration, show }, change) => {
      const params = { collaboration: (await collaboration()).id, change }
      const request = await client.call(api.cancelChangeRequest, { params })
      await show.done(`${request.id} is ${request.status}`, request)
    }),
  )
}
