import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { settingsOf } from '../../settings.ts'
import { type PlaceOptions, takesPlace } from './place-options.ts'

/** `glovebox restore`: fills an empty database from a backup. */
export function addRestore(program: Command): void {
  takesPlace(program.command('restore'))
    .summary('restore a backup into an empty database')
    .description(
      'Fills the empty database of a server from a backup, all of it or nothing. What members had deleted since it was made is deleted again when the server starts: the file deletions.jsonl of the folder says what. Put the folder `keys` in its place first. The server must not run.',
    )
    .argument('<file>', 'what glovebox backup wrote')
    .addHelpText('after', '\nExamples:\n  $ glovebox restore rooms.backup --folder /var/lib/glovebox')
    .action(async (path: string, options: PlaceOptions, command: Command) => {
      const settings = settingsOf(command)
      const [{ restore }, { printRefused, serverSettings }, print] = await Promise.all([
        import('../../serve.ts'),
        import('./server-settings.ts'),
        import('../../output/print.ts'),
      ])
      const read = serverSettings(options)
      const done = read.ok ? await restore(read.value, path) : read
      if (!done.ok) {
        await printRefused(done.diagnostics, settings)
        process.exitCode = exitCodes.refused
        return
      }
      const { rows, at } = done.value
      if (settings.format === 'json') await print.printJson({ status: 'ok', rows, at })
      else await print.printNotes([`${rows} rows as of ${at}`])
    })
}
