import type { Organisation, SignIn } from '@glovebox/api'
import type { Command } from 'commander'
import type { Columns } from '../../../output/show.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { countOf } from '../../count.ts'
import { addVerb } from '../verb.ts'

const columns: Columns<Organisation> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  operator: ({ isOperator }) => isOperator,
  created: ({ createdAt }) => createdAt,
}

const signInColumns: Columns<SignIn> = {
  at: ({ at }) => at,
  event: ({ event }) => event,
  detail: ({ detail }) => detail,
  user: ({ user }) => user,
  key: ({ key }) => key,
  by: ({ by }) => by,
  address: ({ address }) => address,
}

/** `glovebox organisation …`: one's own, and inviting others to the server. */
export function addOrganisation(program: Command): void {
  const noun = addVerb(program, 'organisation', {
    summary: 'show your organisation, and bring others to the server',
    description: 'Shows your organisation, and brings others to the server.',
    examples: ['organisation show', 'organisation invite --name airline'],
  })

  addVerb(noun, 'show', {
    summary: 'show your organisation',
    description: 'Shows your organisation. Others need its id to invite it to a collaboration.',
    examples: ['organisation show', 'organisation show --json'],
  }).action(onServer(async ({ api, client, show }) => show.one(await client.call(api.getOrganisation, {}))))

  addVerb(noun, 'sign-ins', {
    summary: 'list who signed in, who failed to, and what changed of accounts and keys',
    description:
      'Lists sign-ins, failures, and changes of accounts and keys of your organisation, the latest first. Administrators and auditors read it.',
    examples: ['organisation sign-ins --limit 50', 'organisation sign-ins --format csv'],
  })
    .option('--limit <count>', 'only the latest', countOf)
    .action(
      onServer<{ readonly limit?: number }>(async ({ api, client, options, show }) =>
        show.list(await everyPage((query) => client.call(api.listSignIns, { query }), options.limit), signInColumns),
      ),
    )

  addVerb(noun, 'invite', {
    summary: 'invite an organisation to the server',
    description:
      'Makes a link to hand over to an organisation, which joins the server by it with glovebox setup. It is shown once.',
    examples: ['organisation invite', 'organisation invite --name airline --email bo@example.org'],
  })
    .option('--name <name>', 'the name that is suggested')
    .option('--email <address>', 'the address that is suggested')
    .action(
      onServer<{ readonly name?: string; readonly email?: string }>(async ({ api, client, options, show }) => {
        const { name, email } = options
        const body = {
          ...(name === undefined ? {} : { organisationName: name }),
          ...(email === undefined ? {} : { email }),
        }
        const link = await client.call(api.inviteOrganisation, { body })
        await show.one(link, { link: link.url, expiresAt: link.expiresAt })
      }),
    )

  addVerb(noun, 'create <name>', {
    summary: 'make an organisation, as the operator',
    description: 'Makes an organisation and a link for its first administrator, as the operator of the server.',
    examples: ['organisation create airline --email bo@example.org'],
  })
    .requiredOption('--email <address>', 'its first administrator')
    .action(
      onServer<{ readonly email: string }, [string]>(async ({ api, client, options, show }, name) => {
        const made = await client.call(api.makeOrganisation, { body: { name, administratorEmail: options.email } })
        await show.one(made, { name: made.organisation.name, id: made.organisation.id, link: made.url })
      }),
    )

  addVerb(noun, 'list', {
    summary: 'list all organisations, as the operator',
    description: 'Lists all organisations of the server, as its operator.',
    examples: ['organisation list'],
  }).action(
    onServer(async ({ api, client, show }) =>
      show.list(await everyPage((query) => client.call(api.listOrganisations, { query })), columns),
    ),
  )

  addVerb(noun, 'change', {
    summary: 'change your organisation',
    description: 'Changes the name of your organisation, or whether every account needs a second factor.',
    examples: ['organisation change --name "Example Air"', 'organisation change --second-factor'],
  })
    .option('--name <name>', 'what it is called')
    .option('--second-factor', 'every account needs one before it may do anything')
    .option('--no-second-factor', 'accounts may do without')
    .action(
      onServer<{ readonly name?: string; readonly secondFactor?: boolean }>(async ({ api, client, options, show }) => {
        const { name, secondFactor } = options
        const body = {
          ...(name === undefined ? {} : { name }),
          ...(secondFactor === undefined ? {} : { settings: { secondFactorRequired: secondFactor } }),
        }
        await show.one(await client.call(api.changeOrganisation, { body }))
      }),
    )
}
