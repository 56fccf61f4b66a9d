import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { settingsOf } from '../../settings.ts'
import { type PlaceOptions, takesPlace } from './place-options.ts'

/** `glovebox backup`: everything a server's database holds, in one file. */
export function addBackup(program: Command): void {
  takesPlace(program.command('backup'))
    .summary('back up the database of a server that does not run')
    .description(
      'Writes everything the database of a server holds to one file, from which SQLite and PostgreSQL can be restored. Keys are not in it: keep the folder `keys` apart, or what is sealed cannot be opened; nor are members’ own files. The server must not run.',
    )
    .argument('<file>', 'where to write it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ glovebox backup rooms.backup\n  $ glovebox backup rooms.backup --folder /var/lib/glovebox',
    )
    .action(async (path: string, options: PlaceOptions, command: Command) => {
      const settings = settingsOf(command)
      const [{ backUp }, { printRefused, serverSettings }, print] = await Promise.all([
        import('../../serve.ts'),
        import('./server-settings.ts'),
        import('../../output/print.ts'),
      ])
      const read = serverSettings(options)
      const done = read.ok ? await backUp(read.value, path, { at: new Date().toISOString(), onRows: told }) : read
      if (!done.ok) {
        await printRefused(done.diagnostics, settings)
        process.exitCode = exitCodes.refused
        return
      }
      if (settings.format === 'json') await print.printJson({ status: 'ok', file: path, ...done.value })
      else await print.printNotes([`${path}: ${done.value.rows} rows of ${done.value.tables} tables`])
    })
}

function told(rows: number): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r${rows} rows`)
}
