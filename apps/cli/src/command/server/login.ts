import type { Scope } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { settingsOf } from '../../settings.ts'
import { UsageError } from '../../usage-error.ts'

type LoginOptions = {
  readonly server?: string
  readonly email?: string
  readonly organisation?: string
  readonly token?: boolean
  readonly days: string
}

/** `glovebox login`: proves who asks to a server once, and keeps a key for later commands. */
export function addLogin(program: Command): void {
  program
    .command('login')
    .summary('sign in to a server')
    .description(
      'Signs in to a server and keeps an API key for it, which later commands use. The password is asked for, or read from GLOVEBOX_PASSWORD; a second factor likewise, or from GLOVEBOX_CODE.',
    )
    .option('--email <address>', 'who signs in')
    .option('--organisation <name>', 'where more than one organisation knows the address')
    .option('--token', 'keep a key made elsewhere, read from GLOVEBOX_TOKEN or asked for')
    .option('--days <count>', 'how long the key is good for', '30')
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox login --server https://rooms.example.org --email ada@example.org
  $ glovebox login --server https://rooms.example.org --token`,
    )
    .action(async (_, command: Command) => {
      const settings = settingsOf(command)
      const options = command.optsWithGlobals<LoginOptions>()
      const [{ connect, serverUrl }, { configFolder }, { keepCredential }, { withProblems }] = await Promise.all([
        import('../../remote/connect.ts'),
        import('../../remote/config-folder.ts'),
        import('../../remote/credentials.ts'),
        import('../../remote/with-problems.ts'),
      ])
      const named = options.server ?? process.env.GLOVEBOX_SERVER
      if (named === undefined) throw new UsageError('name the server with --server URL')
      const server = serverUrl(named)
      process.exitCode = await withProblems(settings, async () => {
        const credential = options.token === true ? await byToken(server) : await byPassword(server, options)
        keepCredential(configFolder(process.env), server, credential)
        const { trustedKey } = await import('../../remote/trust.ts')
        await trustedKey(connect(server))
        process.stderr.write(`signed in to ${server} as ${credential.name} of ${credential.organisation}\n`)
        return exitCodes.done
      })
    })
}

async function byToken(server: string): Promise<import('../../remote/credentials.ts').Credential> {
  const [{ createClient, getMe }, { secretFrom }] = await Promise.all([
    import('@glovebox/api'),
    import('../../remote/ask-secret.ts'),
  ])
  const token = await secretFrom('GLOVEBOX_TOKEN', 'API key')
  const me = await createClient({ url: server, token }).call(getMe, {})
  return { token, key: me.via.id, organisation: me.organisation.name, name: me.name, expiresAt: me.via.expiresAt }
}

async function byPassword(
  server: string,
  options: LoginOptions,
): Promise<import('../../remote/credentials.ts').Credential> {
  const days = Number(options.days)
  if (!Number.isInteger(days) || days < 1 || days > 365) throw new UsageError('--days takes a number from 1 to 365')
  const [{ createClient, makeKey, scopes }, { askLine, secretFrom }, { sessionOf }] = await Promise.all([
    import('@glovebox/api'),
    import('../../remote/ask-secret.ts'),
    import('../../remote/session.ts'),
  ])
  const email = options.email ?? (await askLine('E-mail', { isSecret: false }))
  const password = await secretFrom('GLOVEBOX_PASSWORD', 'Password')
  const session = await sessionOf(server, { email, password, organisation: options.organisation })
  const client = createClient({ url: server, fetch: session.fetch })
  const granted: readonly Scope[] = scopes.filter((scope) => session.me.scopes.includes(scope))
  const key = await client.call(makeKey, {
    body: {
      kind: 'personal',
      name: 'command line',
      scopes: granted,
      expiresAt: new Date(Date.now() + days * 86_400_000).toISOString(),
    },
  })
  const { organisation, name } = session.me
  return { token: key.secret, key: key.id, organisation: organisation.name, name, expiresAt: key.expiresAt }
}
