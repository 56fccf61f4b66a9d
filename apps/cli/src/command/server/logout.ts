import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { settingsOf } from '../../settings.ts'

/** `glovebox logout`: revokes the key that `login` keeps, and forgets it. */
export function addLogout(program: Command): void {
  program
    .command('logout')
    .summary('sign out of a server')
    .description('Revokes the key that glovebox login keeps for a server, and forgets it.')
    .addHelpText('after', '\nExamples:\n  $ glovebox logout\n  $ glovebox logout --server https://rooms.example.org')
    .action(async (_, command: Command) => {
      const settings = settingsOf(command)
      const [
        { revokeKey },
        { connect, serverOf },
        { configFolder },
        { forgetCredential, readCredentials },
        { withProblems },
      ] = await Promise.all([
        import('@glovebox/api'),
        import('../../remote/connect.ts'),
        import('../../remote/config-folder.ts'),
        import('../../remote/credentials.ts'),
        import('../../remote/with-problems.ts'),
      ])
      const server = serverOf(command.optsWithGlobals())
      const folder = configFolder(process.env)
      const credential = readCredentials(folder).servers[server]
      const client = connect(server)
      forgetCredential(folder, server)
      if (credential === undefined) {
        process.stderr.write(`not signed in to ${server}\n`)
        return
      }
      process.exitCode = await withProblems(settings, async () => {
        await client.call(revokeKey, { params: { key: credential.key } })
        process.stderr.write(`signed out of ${server}\n`)
        return exitCodes.done
      })
    })
}
