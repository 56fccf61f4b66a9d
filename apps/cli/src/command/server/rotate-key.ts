import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { settingsOf } from '../../settings.ts'
import { UsageError } from '../../usage-error.ts'
import { type PlaceOptions, takesPlace } from './place-options.ts'

type Options = PlaceOptions & { readonly from?: string; readonly fromVariable?: string }

/** `glovebox rotate-key`: wraps every key of a server by another master key. */
export function addRotateKey(program: Command): void {
  takesPlace(program.command('rotate-key'))
    .summary('change the master key of a server that does not run')
    .description(
      'Wraps every key of a server by another master key. Where the server keeps the master key itself, in a file or by AWS KMS, a new one is made in its place. Where a setting holds it, set the new one first, and say where the former one is. Whatever interrupts it, it goes on when it is run again or the server starts. Afterwards copies of the folder `keys` from before are worth nothing without the former key: destroy it wherever it is kept. The server must not run.',
    )
    .option('--from <file>', 'the settings that held before, where the master key comes from another place now')
    .option('--from-variable <name>', 'the environment variable that holds the former master key')
    .addHelpText(
      'after',
      '\nExamples:\n  $ glovebox rotate-key --folder /var/lib/glovebox\n  $ glovebox rotate-key --settings glovebox.yaml --from before.yaml\n  $ glovebox rotate-key --from-variable FORMER_MASTER_KEY',
    )
    .action(async (options: Options, command: Command) => {
      const settings = settingsOf(command)
      const [{ rotateKey }, { printRefused, serverSettings, settingsIn }, print] = await Promise.all([
        import('../../serve.ts'),
        import('./server-settings.ts'),
        import('../../output/print.ts'),
      ])
      const read = serverSettings(options)
      const former = options.from === undefined ? undefined : settingsIn(options.from)
      const given = formerKey(options)
      const from = former?.ok === true ? former.value : given
      const random = (bytes: number): Uint8Array => randomBytes(bytes)
      const how = { random, ...(from === undefined ? {} : { from }) }
      const wrong = [read, former].find((one) => one?.ok === false)
      const done = wrong ?? (read.ok ? await rotateKey(read.value, how) : read)
      if (!done.ok) {
        await printRefused(done.diagnostics, settings)
        process.exitCode = exitCodes.refused
        return
      }
      const { keys } = done.value as { readonly keys: number }
      if (settings.format === 'json') await print.printJson({ status: 'ok', keys })
      else await print.printNotes([`${keys} keys are wrapped by another master key; destroy the former one`])
    })
}

function formerKey({ from, fromVariable }: Options): { readonly keys: { readonly masterKey: string } } | undefined {
  if (fromVariable === undefined) return undefined
  if (from !== undefined) throw new UsageError('the former master key is in one place: --from or --from-variable')
  const masterKey = process.env[fromVariable]
  if (masterKey === undefined) throw new UsageError(`the environment has no ${fromVariable}`)
  return { keys: { masterKey } }
}
