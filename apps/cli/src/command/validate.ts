import type { ValidateAnswer } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodeOf } from '../exit-code.ts'
import { type Settings, settingsOf } from '../settings.ts'

/** `glovebox validate`: every mistake in the collaboration file. */
export function addValidate(program: Command): void {
  program
    .command('validate')
    .summary('check the collaboration file and its sources')
    .description('Checks the collaboration file and its sources: every mistake with its line and a way out.')
    .option('--pin', 'infer the types of all sources afresh and write them down')
    .addHelpText(
      'after',
      `
Types that the file does not declare are inferred at first use and pinned beside it, in .glovebox/.

Examples:
  $ glovebox validate
  $ glovebox validate -f rooms/measurement.yaml --json
  $ glovebox validate --pin`,
    )
    .action(async (options: { readonly pin?: boolean }, command: Command) => {
      const settings = settingsOf(command)
      const pin = options.pin === true
      const [{ withRoom }, { watched }] = await Promise.all([import('../with-room.ts'), import('../watched.ts')])
      process.exitCode = await withRoom(settings, { createsState: pin }, async (room) => {
        const answer = await watched(() => room.validate({ pin }))
        await printValidation(answer, settings)
        return exitCodeOf(answer)
      })
    })
}

async function printValidation(answer: ValidateAnswer, { file, format, out, err }: Settings): Promise<void> {
  const { printDiagnostics, printJson, printNotes, printTable } = await import('../output/print.ts')
  const { validateJson } = await import('../output/answer-json.ts')
  if (format === 'json') return printJson(validateJson(answer))
  await printDiagnostics(answer, err, file)
  if (answer.diagnostics.length > 0) await printNotes([''])
  const count = (severity: 'error' | 'warning'): number =>
    answer.diagnostics.filter((d) => d.severity === severity).length
  if (answer.status === 'refused') {
    const mistakes = count('error')
    return printNotes([`${err.red('refused')}: ${mistakes} ${mistakes === 1 ? 'mistake' : 'mistakes'} in ${file}`])
  }
  const columns = ['table', 'owner', 'column', 'type', 'from'].map((name) => ({ name }))
  const rows = answer.tables.flatMap(({ table, owner, columns: found }) =>
    found.map(({ name, type, inferred }) => [table, owner, name, type, inferred ? 'source' : 'file']),
  )
  await printTable(columns, rows, format, out)
  const warnings = count('warning')
  await printNotes([
    `${err.green('valid')}: ${file}${warnings === 0 ? '' : `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`}`,
  ])
}
