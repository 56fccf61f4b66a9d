import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { type Settings, settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'

/** What members hold a server's audit log to: checkpoints to keep and exchange, and exports to verify anywhere. */
export function addLogProofs(log: Command): void {
  addCheckpoint(log)
  addExport(log)
}

function addCheckpoint(log: Command): void {
  log
    .command('checkpoint')
    .summary('print the signed checkpoint of a server’s log, to keep or to send to other members')
    .description(
      'Prints the signed checkpoint of the audit log of a collaboration on a server, after it was shown that the log begins with what it held before. Members who exchange checkpoints know that the server shows all of them one history.',
    )
    .option('-o, --output <file>', 'write it to a file')
    .option('--compare <file>', 'hold it against another member’s checkpoint, with the server’s proof')
    .addHelpText(
      'after',
      '\nExamples:\n  $ glovebox log checkpoint --server https://rooms.example.org -o ours.checkpoint',
    )
    .action(async ({ output, compare }: { readonly output?: string; readonly compare?: string }, command: Command) => {
      process.exitCode = await onServer(command, async ({ client, collaboration, settings }) => {
        const { advanceCheckpoint, compareWith } = await import('../remote/checkpoints.ts')
        const theirs = compare === undefined ? undefined : await textOf(compare)
        const note = await advanceCheckpoint(client, collaboration)
        if (output !== undefined) await writeFile(output, note)
        if (theirs === undefined) {
          if (output === undefined) process.stdout.write(note)
          return exitCodes.done
        }
        const compared = await compareWith(client, collaboration, note, theirs)
        const print = await import('../output/print.ts')
        if (settings.format === 'json') await print.printJson(compared)
        else await print.printLines([`${compared.kind}: ${compared.words}`])
        return compared.kind === 'same-history' ? exitCodes.done : exitCodes.refused
      })
    })
}

function addExport(log: Command): void {
  log
    .command('export')
    .summary('write the whole log of a server, to verify it offline or to feed other systems')
    .description(
      'Writes the audit log of a collaboration on a server as JSON Lines: entries with the signed checkpoint, which glovebox log verify --file checks offline, or events for other systems (OCSF, OpenLineage).',
    )
    .option('--as-events <format>', 'ocsf or open-lineage instead of entries')
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox log export -o audit.jsonl --server https://rooms.example.org
  $ glovebox log export --as-events ocsf --server https://rooms.example.org`,
    )
    .action(
      async ({ output, asEvents }: { readonly output?: string; readonly asEvents?: string }, command: Command) => {
        if (asEvents !== undefined && asEvents !== 'ocsf' && asEvents !== 'open-lineage')
          throw new UsageError('--as-events takes ocsf or open-lineage')
        process.exitCode = await onServer(command, async ({ client, collaboration }) => {
          const { getLogExport } = await import('@glovebox/api')
          const query = asEvents === undefined ? {} : { format: asEvents }
          const response = await client.open(getLogExport, { params: { collaboration }, query } as never)
          const { saveResponse } = await import('../remote/save-response.ts')
          await saveResponse(response, output)
          return exitCodes.done
        })
      },
    )
}

type Place = {
  readonly client: import('@glovebox/api').Client
  readonly collaboration: string
  readonly settings: Settings
}

async function onServer(command: Command, work: (place: Place) => Promise<ExitCode>): Promise<ExitCode> {
  const settings = settingsOf(command)
  const [{ connect, serverOf }, { findCollaboration }, { withProblems }] = await Promise.all([
    import('../remote/connect.ts'),
    import('../remote/find-collaboration.ts'),
    import('../remote/with-problems.ts'),
  ])
  const server = serverOf(command.optsWithGlobals())
  return await withProblems(settings, async () => {
    const client = connect(server)
    const { id: collaboration } = await findCollaboration(client, settings.collaboration)
    return await work({ client, collaboration, settings })
  })
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new UsageError(`${file} cannot be read`)
  }
}
