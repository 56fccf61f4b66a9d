import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { settingsOf } from '../../settings.ts'

type SetupOptions = {
  readonly server?: string
  readonly email?: string
  readonly name?: string
  readonly organisation?: string
}

/** `glovebox setup`: uses a link that somebody handed over, and makes the account it is for. */
export function addSetup(program: Command): void {
  program
    .command('setup')
    .summary('use an invitation link: make an account, or set another password')
    .description(
      'Uses the link of an invitation: the first administrator’s, a person’s, or that of an organisation that joins the server. The password is asked for, or read from GLOVEBOX_PASSWORD.',
    )
    .argument('<link>', 'the link, or its token where --server names the server')
    .option('--email <address>', 'the address to sign in with')
    .option('--name <name>', 'the person’s name')
    .option('--organisation <name>', 'the organisation that joins: needed where the link invites one')
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox setup 'https://rooms.example.org/join#…' --email ada@example.org
  $ glovebox setup 'https://rooms.example.org/join-organisation#…' --organisation airline --email bo@example.org`,
    )
    .action(async (link: string, _, command: Command) => {
      const settings = settingsOf(command)
      const options = command.optsWithGlobals<SetupOptions>()
      const [api, { connect, serverOf, serverUrl }, { withProblems }, { askLine, secretFrom }, print] =
        await Promise.all([
          import('@glovebox/api'),
          import('../../remote/connect.ts'),
          import('../../remote/with-problems.ts'),
          import('../../remote/ask-secret.ts'),
          import('../../output/print.ts'),
        ])
      const isLink = /^https?:\/\//.test(link)
      const server = isLink ? serverUrl(new URL(link).origin) : serverOf(options)
      const token = isLink ? (link.split(/[/#=]/).at(-1) ?? '') : link
      const password = await secretFrom('GLOVEBOX_PASSWORD', 'A password of 12 characters or more')
      const { name } = options
      const isOrganisation = isLink && new URL(link).pathname.endsWith('/join-organisation')
      const organisation =
        options.organisation ??
        (isOrganisation ? await askLine('Name of the organisation', { isSecret: false }) : undefined)
      const client = connect(server)
      process.exitCode = await withProblems(settings, async () => {
        const person = { token, password, ...(name === undefined ? {} : { name }) }
        const accepted =
          organisation === undefined
            ? await client.call(api.acceptUserInvitation, {
                body: { ...person, ...(options.email === undefined ? {} : { email: options.email }) },
              })
            : await client.call(api.acceptOrganisationInvitation, {
                body: {
                  ...person,
                  organisationName: organisation,
                  email: options.email ?? (await askLine('E-mail', { isSecret: false })),
                },
              })
        if (settings.format === 'json') await print.printJson({ server, ...accepted })
        else
          await print.printNotes([
            `${accepted.email} of ${accepted.organisation.name} can sign in: glovebox login --server ${server} --email ${accepted.email}`,
          ])
        return exitCodes.done
      })
    })
}
