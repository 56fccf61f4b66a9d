import type { Command } from 'commander'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'
import { collaborationColumns, collaborationFields } from './list.ts'

type AcceptOptions = { readonly pay?: boolean }

/** `glovebox collaboration invitations`, `accept` and `decline`. */
export function addInvitations(noun: Command): void {
  addVerb(noun, 'invitations', {
    summary: 'list the collaborations that you are invited to',
    description: 'Lists the collaborations that your organisation is invited to and has not answered.',
    examples: ['collaboration invitations'],
  }).action(
    onServer(async ({ api, client, show }) =>
      show.list(await everyPage((query) => client.call(api.listInvitations, { query })), collaborationColumns),
    ),
  )

  addVerb(noun, 'accept [collaboration]', {
    summary: 'join a collaboration that you are invited to',
    description:
      'Joins a collaboration as it is at this moment. A member with the ability pay says with --pay that it may be charged for runs.',
    examples: ['collaboration accept measurement', 'collaboration accept measurement --pay'],
  })
    .option('--pay', 'agree to pay for runs')
    .action(
      onServer<AcceptOptions, [string | undefined]>(async ({ api, client, options, settings, show }, named) => {
        const { findInvitation } = await import('../../../remote/find-invitation.ts')
        const invited = await findInvitation(client, named ?? settings.collaboration)
        const params = { collaboration: invited.id }
        const { etag } = await client.answer(api.getCollaboration, { params })
        const body = options.pay === true ? { acceptsPayment: true } : {}
        const view = await client.call(
          api.acceptInvitation,
          { params, body },
          etag === undefined ? {} : { ifMatch: etag },
        )
        await show.one(view, collaborationFields(view))
        await show.note(`joined ${view.name} as ${view.membership.name}`)
      }),
    )

  addVerb(noun, 'decline [collaboration]', {
    summary: 'decline to join a collaboration',
    description: 'Declines to join a collaboration. Its creator may ask to invite you again.',
    examples: ['collaboration decline measurement'],
  }).action(
    onServer<object, [string | undefined]>(async ({ api, client, settings, show }, named) => {
      const { findInvitation } = await import('../../../remote/find-invitation.ts')
      const invited = await findInvitation(client, named ?? settings.collaboration)
      await client.call(api.declineInvitation, { params: { collaboration: invited.id } })
      await show.done(`declined to join ${invited.name}`)
    }),
  )
}
