import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

type EndOptions = { readonly yes?: boolean }

/** `glovebox collaboration leave`, `close` and `deletion-statement`. */
export function addEnding(noun: Command): void {
  addVerb(noun, 'leave [collaboration]', {
    summary: 'leave a collaboration for good',
    description:
      'Leaves a collaboration for good. What the server keeps of you for it is deleted: tables, templates, budgets, cached answers, results; the log and the receipts remain. Prints a signed statement of what was deleted.',
    examples: ['collaboration leave measurement --yes > deleted.json'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<EndOptions, [string | undefined]>(
        async ({ api, client, collaboration, endWith, options, show }, named) => {
          const { id, name } = await collaboration(named)
          if (!(await confirmed(`Leave ${name} for good?`, options))) return endWith(exitCodes.cancelled)
          const signed = await client.call(api.leaveCollaboration, { params: { collaboration: id } })
          await show.one(signed, { ...signed.statement, signature: signed.signature })
          await show.note(`left ${name}`)
        },
      ),
    )

  addVerb(noun, 'close [collaboration]', {
    summary: 'close a collaboration for good, as its creator',
    description:
      'Closes a collaboration for good, as its creator. Everything that runs stops, everything of every member in it is deleted, and the key that sealed it is destroyed. The log and the receipts remain.',
    examples: ['collaboration close measurement --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<EndOptions, [string | undefined]>(
        async ({ api, client, collaboration, endWith, options, show }, named) => {
          const { id, name } = await collaboration(named)
          if (!(await confirmed(`Close ${name} for good, for everyone?`, options))) return endWith(exitCodes.cancelled)
          await client.call(api.closeCollaboration, { params: { collaboration: id } })
          await show.done(`closed ${name}`)
        },
      ),
    )

  addVerb(noun, 'deletion-statement <collaboration>', {
    summary: 'show what was deleted when your part in a collaboration ended',
    description:
      'Shows the signed statement of what was deleted when your part in a collaboration ended. One that you left is named by its id.',
    examples: ['collaboration deletion-statement col_aaaaaaaaaaaaaaaaaaaaaaaaaa --json'],
  }).action(
    onServer<object, [string]>(async ({ api, client, show }, named) => {
      const { findAnyCollaboration } = await import('../../../remote/find-any-collaboration.ts')
      // Of a collaboration that one left, nothing can be read but this.
      const id = /^col_[a-z2-7]{26}$/.test(named) ? named : (await findAnyCollaboration(client, named)).id
      const signed = await client.call(api.getDeletionStatement, { params: { collaboration: id } })
      await show.one(signed, { ...signed.statement, signature: signed.signature })
    }),
  )
}
