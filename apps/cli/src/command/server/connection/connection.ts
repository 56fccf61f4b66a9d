import type { ConnectionTarget } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { pick } from '../../../remote/pick.ts'
import { addVerb } from '../verb.ts'
import { type DraftOptions, draftOf } from './draft.ts'
import { ofOwner } from './of-owner.ts'
import type { OwnConnection } from './own-place.ts'
import { takesMember } from './source.ts'

const columns: Columns<OwnConnection> = {
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
      'Keeps the credentials that your tables are read with. On a server they are sealed, shown to nobody again, and reach no other member; beside a collaboration file they lie in .glovebox/connections.json, which this account alone may read. Give ones that may read what you share and nothing else.',
    examples: ['connection list', 'connection add shop --postgres postgres://reader@db.example.org/shop'],
  })

  const list = addVerb(noun, 'list', {
    summary: 'list your connections',
    description: 'Lists your connections, without their secrets.',
    examples: ['connection list', 'connection list --server https://rooms.example.org'],
  })
  takesMember(list).action(
    ofOwner(async ({ place, isLocal, show }) =>
      show.list({ items: await place.list() }, isLocal ? { ...columns, 'tables of': ofMember } : columns),
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
  takesMember(addDraftOptions(add)).action(
    ofOwner<DraftOptions, [string]>(async ({ place, options, show }, name) => {
      const made = await place.make(await draftOf(name, options))
      await show.done(`${made.name} leads to ${whereOf(made.target)}`, made)
    }),
  )

  const change = addVerb(noun, 'change <connection>', {
    summary: 'give a connection another place or secret',
    description:
      'Puts another connection in the place of one, under the same name, for every table that is read through it.',
    examples: ['connection change shop --postgres postgres://reader@new.example.org/shop'],
  })
  takesMember(addDraftOptions(change)).action(
    ofOwner<DraftOptions, [string]>(async ({ place, options, show }, named) => {
      const before = pick(await place.list(), named, 'connection')
      const after = await place.change(before, await draftOf(before.name, options))
      await show.done(`${after.name} leads to ${whereOf(after.target)}`, after)
    }),
  )

  const remove = addVerb(noun, 'remove <connection>', {
    summary: 'forget a connection',
    description: 'Forgets a connection. On a server no table may be read through it.',
    examples: ['connection remove shop --yes'],
  })
  takesMember(remove.option('--yes', 'do not ask')).action(
    ofOwner<{ readonly yes?: boolean }, [string]>(async ({ endWith, options, place, show }, named) => {
      const connection = pick(await place.list(), named, 'connection')
      if (!(await confirmed(`Forget ${connection.name}?`, options))) return endWith(exitCodes.cancelled)
      await place.remove(connection)
      await show.done(`forgot ${connection.name}`)
    }),
  )
}

function ofMember({ member }: OwnConnection): string {
  return member ?? 'everybody'
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
