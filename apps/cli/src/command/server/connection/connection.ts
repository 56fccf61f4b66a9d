import type { Client, ConnectionTarget, ConnectionView } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { type OnServer, onServer } from '../../../remote/on-server.ts'
import { pick } from '../../../remote/pick.ts'
import { addVerb } from '../verb.ts'
import { type DraftOptions, draftOf } from './draft.ts'

const columns: Columns<ConnectionView> = {
  name: ({ name }) => name,
  kind: ({ target }) => target.kind,
  where: ({ target }) => whereOf(target),
  id: ({ id }) => id,
}

function whereOf(target: ConnectionTarget): string {
  switch (target.kind) {
    case 's3':
      return target.endpoint ?? target.region
    case 'https':
      return target.origin
    case 'delta-sharing':
      return target.endpoint ?? ''
    case 'postgres':
      return `${target.user}@${target.host}:${target.port ?? 5432}/${target.database}`
  }
}

/** `glovebox connection …`: what opens the places that tables are read from. */
export function addConnection(program: Command): void {
  const noun = addVerb(program, 'connection', {
    summary: 'keep what opens S3, PostgreSQL, Delta Sharing or a site',
    description:
      'Keeps the credentials that your tables are read with. They are sealed on the server, shown to nobody again, and reach no other member. Give ones that may read what you share and nothing else.',
    examples: ['connection list', 'connection add shop --postgres postgres://reader@db.example.org/shop'],
  })

  addVerb(noun, 'list', {
    summary: 'list your connections',
    description: 'Lists the connections of your organisation, without their secrets.',
    examples: ['connection list'],
  }).action(
    onServer(async ({ api, client, show }) =>
      show.list(await everyPage((query) => client.call(api.listConnections, { query })), columns),
    ),
  )

  const add = addVerb(noun, 'add <name>', {
    summary: 'keep a connection',
    description:
      'Keeps a connection under a name that sources say. Its secret is asked for, or read from GLOVEBOX_SECRET (and GLOVEBOX_SESSION_TOKEN).',
    examples: [
      'connection add lake --s3 --region eu-central-1 --access-key-id AKIAEXAMPLE --role arn:aws:iam::123456789012:role/reader',
      'connection add shop --postgres postgres://reader@db.example.org/shop --authority ca.pem',
      'connection add partner --profile partner.share',
      'connection add site --https https://example.org --header authorization',
    ],
  })
  addDraftOptions(add).action(
    onServer<DraftOptions, [string]>(async ({ api, client, options, show }, name) => {
      const made = await client.call(api.makeConnection, { body: await draftOf(name, options) })
      await show.done(`${made.name} leads to ${whereOf(made.target)}`, made)
    }),
  )

  const change = addVerb(noun, 'change <connection>', {
    summary: 'give a connection another place or secret',
    description:
      'Puts another connection in the place of one, under the same name, for every table that is read through it.',
    examples: ['connection change shop --postgres postgres://reader@new.example.org/shop'],
  })
  addDraftOptions(change).action(
    onServer<DraftOptions, [string]>(async (call, named) => {
      const { api, client, options, show } = call
      const { id, name, version } = await findConnection(call, named)
      const body = await draftOf(name, options)
      const after = await client.call(
        api.changeConnection,
        { params: { connection: id }, body },
        { ifMatch: `"${version}"` },
      )
      await show.done(`${after.name} leads to ${whereOf(after.target)}`, after)
    }),
  )

  addVerb(noun, 'remove <connection>', {
    summary: 'forget a connection',
    description: 'Forgets a connection that no table is read through.',
    examples: ['connection remove shop --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(async (call, named) => {
        const { api, client, endWith, options, show } = call
        const { id, name } = await findConnection(call, named)
        if (!(await confirmed(`Forget ${name}?`, options))) return endWith(exitCodes.cancelled)
        await client.call(api.deleteConnection, { params: { connection: id } })
        await show.done(`forgot ${name}`)
      }),
    )
}

function addDraftOptions(verb: Command): Command {
  return verb
    .option('--s3', 'S3, or what speaks like it, and AWS Glue')
    .option('--region <region>', 'of S3, such as eu-central-1')
    .option('--endpoint <url>', "of S3, where it is not AWS's own")
    .option('--access-key-id <id>', 'of S3')
    .option('--role <arn>', 'an AWS role to take on for each run')
    .option('--external-id <id>', 'what the role asks for')
    .option('--postgres <url>', 'a database: postgres://USER@HOST:PORT/DATABASE')
    .option('--authority <file>', "the certificate of the database's authority, as PEM")
    .option('--no-tls', 'the database is on the same machine: do not encrypt')
    .option('--https <origin>', 'a site, such as https://example.org')
    .option('--header <name>', 'the header that opens the site (default: authorization)')
    .option('--profile <file>', 'the profile file of a provider of Delta Sharing')
    .option('--description <text>', 'what it is for')
}

async function findConnection(
  { api, client }: { readonly api: OnServer<object>['api']; readonly client: Client },
  named: string,
): Promise<ConnectionView> {
  const { items } = await everyPage((query) => client.call(api.listConnections, { query }))
  return pick(items, named, 'connection')
}
