import type { CollaborationMember, CollaborationView } from '@glovebox/api'
import type { Command } from 'commander'
import type { Columns } from '../../../output/show.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

/** What a list of collaborations shows. */
export const collaborationColumns: Columns<CollaborationView> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  status: ({ status, membership }) => (status === 'closed' ? status : membership.status),
  'you are': ({ membership }) => membership.name,
  'you may': ({ membership }) => membership.abilities.join(', '),
  creator: ({ creator }) => creator,
}

const memberColumns: Columns<CollaborationMember> = {
  name: ({ name }) => name,
  organisation: ({ organisation }) => organisation,
  'known as': ({ organisationName }) => organisationName,
  status: ({ status, pausedAt }) => (pausedAt === undefined ? status : `${status}, paused`),
  abilities: ({ abilities }) => abilities.join(', '),
  pays: ({ abilities, paymentAccepted }) => abilities.includes('pay') && paymentAccepted,
  creator: ({ isCreator }) => isCreator,
}

/** What people see of one collaboration. */
export function collaborationFields(view: CollaborationView): Readonly<Record<string, unknown>> {
  const { name, id, description, status, creator, settings, membership, createdAt, closedAt } = view
  const { name: member, status: standing, abilities, paymentAccepted, pausedAt } = membership
  return {
    name,
    id,
    description: description === '' ? undefined : description,
    status,
    creator,
    membership: { name: member, status: standing, abilities, paymentAccepted, pausedAt },
    settings,
    createdAt,
    closedAt,
  }
}

/** `glovebox collaboration list`, `show` and `members`. */
export function addList(noun: Command): void {
  addVerb(noun, 'list', {
    summary: 'list the collaborations of your organisation',
    description: 'Lists the collaborations that your organisation is in or is invited to, the newest first.',
    examples: ['collaboration list', 'collaboration list --format csv'],
  }).action(
    onServer(async ({ api, client, show }) =>
      show.list(await everyPage((query) => client.call(api.listCollaborations, { query })), collaborationColumns),
    ),
  )

  addVerb(noun, 'show [collaboration]', {
    summary: 'show one collaboration',
    description: 'Shows a collaboration: its settings, and what your organisation is in it.',
    examples: ['collaboration show measurement', 'collaboration show --json'],
  }).action(
    onServer<object, [string | undefined]>(async ({ client, settings, show }, named) => {
      const { findAnyCollaboration } = await import('../../../remote/find-any-collaboration.ts')
      const view = await findAnyCollaboration(client, named ?? settings.collaboration)
      await show.one(view, collaborationFields(view))
    }),
  )

  addVerb(noun, 'members [collaboration]', {
    summary: 'list who is or was in a collaboration',
    description: 'Lists everyone who is or was in a collaboration, and what they may do.',
    examples: ['collaboration members measurement', 'collaboration members --format csv'],
  }).action(
    onServer<object, [string | undefined]>(async ({ api, client, settings, show }, named) => {
      const { findAnyCollaboration } = await import('../../../remote/find-any-collaboration.ts')
      const { id } = await findAnyCollaboration(client, named ?? settings.collaboration)
      await show.list(await client.call(api.listMembers, { params: { collaboration: id } }), memberColumns)
    }),
  )
}
