import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

type YesOption = { readonly yes?: boolean }

/** `glovebox table pause`, `resume`, `revoke` and `remove`. */
export function addStop(noun: Command): void {
  for (const [verb, status, summary, description] of [
    [
      'pause',
      'paused',
      'stop a table in a collaboration, at once',
      'Stops a table of yours in a collaboration, at once: queued and running analyses of it end, and nothing reads it until you resume it.',
    ],
    ['resume', 'active', 'let a paused table be read again', 'Lets a paused table of yours be read again.'],
  ] as const) {
    addVerb(noun, `${verb} <name>`, { summary, description, examples: [`table ${verb} audience`] }).action(
      onServer<object, [string]>(async ({ api, client, collaboration, show }, name) => {
        const { id, name: where } = await collaboration()
        const params = { collaboration: id, name }
        const association = await client.call(api.updateAssociation, { params, body: { status } })
        await show.done(`${association.name} is ${association.status} in ${where}`, association)
      }),
    )
  }

  addVerb(noun, 'revoke <name>', {
    summary: 'take a table of yours out of a collaboration, at once',
    description:
      'Takes a table of yours out of a collaboration, at once: queued and running analyses of it end, cached answers go. The configured table stays.',
    examples: ['table revoke audience --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<YesOption, [string]>(async ({ api, client, collaboration, endWith, options, show }, name) => {
        const { id, name: where } = await collaboration()
        if (!(await confirmed(`Take ${name} out of ${where}?`, options))) return endWith(exitCodes.cancelled)
        await client.call(api.revokeAssociation, { params: { collaboration: id, name } })
        await show.done(`${name} is out of ${where}`)
      }),
    )

  addVerb(noun, 'remove <table>', {
    summary: 'forget a table that is in no collaboration',
    description: 'Forgets a configured table that is in no collaboration. Its file stays.',
    examples: ['table remove people --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<YesOption, [string]>(async ({ api, client, endWith, options, show }, named) => {
        const { findTable } = await import('./find-table.ts')
        const { id, name } = await findTable(client, named)
        if (!(await confirmed(`Forget the table ${name}?`, options))) return endWith(exitCodes.cancelled)
        await client.call(api.deleteTable, { params: { table: id } })
        await show.done(`forgot ${name}`)
      }),
    )
}
