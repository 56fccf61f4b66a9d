import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { settingsOf } from '../../settings.ts'

/** `glovebox whoami`: whom commands speak for, and what they may do. */
export function addWhoami(program: Command): void {
  program
    .command('whoami')
    .summary('show whom commands speak for')
    .description('Shows which server commands speak to, whom they speak for, and what they may do there.')
    .addHelpText(
      'after',
      '\nExamples:\n  $ glovebox whoami\n  $ glovebox whoami --server https://rooms.example.org --json',
    )
    .action(async (_, command: Command) => {
      const settings = settingsOf(command)
      const [{ getMe }, { connect, serverOf }, { withProblems }, print, { fieldLines }] = await Promise.all([
        import('@glovebox/api'),
        import('../../remote/connect.ts'),
        import('../../remote/with-problems.ts'),
        import('../../output/print.ts'),
        import('../../output/fields.ts'),
      ])
      const server = serverOf(command.optsWithGlobals())
      process.exitCode = await withProblems(settings, async () => {
        const me = await connect(server).call(getMe, {})
        if (settings.format === 'json') await print.printJson({ server, ...me })
        else {
          const { organisation, name, roles, via } = me
          const facts = { server, organisation: organisation.name, id: organisation.id, name, roles: roles.join(', ') }
          await print.printLines(fieldLines({ ...facts, expiresAt: via.expiresAt }, settings.out))
        }
        return exitCodes.done
      })
    })
}
