import type { CheckAnswer } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodeOf } from '../exit-code.ts'
import { tableLines } from '../output/table.ts'
import { type Settings, settingsOf } from '../settings.ts'
import { askAs, questionOf, takesQuestion } from './ask-options.ts'

/** `glovebox check`: what every rule says of an analysis, without running it. */
export function addCheck(program: Command): void {
  takesQuestion(program.command('check'))
    .summary('say what every rule says of an analysis and what it costs; run nothing')
    .description(
      'Says what the rule of every table says of an analysis, what it would cost the privacy budgets, how exact its numbers would be and what would be withheld. Runs nothing, spends nothing.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox check --as advertiser "SELECT user_id FROM impressions"
  $ glovebox check --as advertiser --template reach --param since=2026-01-01 --json

Exit codes: 0 allowed; 2 refused by a rule or by validation; 3 a budget cannot pay; 4 not permitted for this member.`,
    )
    .action(async (sql: string | undefined, _options: unknown, command: Command) => {
      const settings = settingsOf(command)
      const question = await questionOf(sql, command)
      const [{ withRoom }, { watched }] = await Promise.all([import('../with-room.ts'), import('../watched.ts')])
      process.exitCode = await withRoom(settings, { createsState: true }, async (room) => {
        const ask = await askAs(room, question, command)
        const answer = await watched(() => room.check(ask))
        await printCheck(answer, settings)
        return exitCodeOf(answer)
      })
    })
}

async function printCheck(answer: CheckAnswer, { file, format, out, err }: Settings): Promise<void> {
  const [print, { checkJson }, { checkNotes, figureTables, verdictTable }] = await Promise.all([
    import('../output/print.ts'),
    import('../output/answer-json.ts'),
    import('../output/check-answer.ts'),
  ])
  if (format === 'json') return print.printJson(checkJson(answer))
  const { columns, rows } = verdictTable(answer)
  if (rows.length > 0) await print.printTable(columns, rows, format, out)
  for (const table of figureTables(answer)) {
    // A file of comma-separated values holds one table.
    if (format === 'csv') await print.printNotes([...tableLines(table.columns, table.rows, err), ''])
    else await print.printLines(['', ...tableLines(table.columns, table.rows, out)])
  }
  if (format === 'table' && rows.length > 0) await print.printNotes([''])
  await print.printDiagnostics(answer, err, answer.reason === 'validation' ? file : undefined)
  await print.printNotes([
    ...(answer.diagnostics.length === 0 ? [] : ['']),
    ...checkNotes(answer, err),
    ...print.suppressionNotes(answer.suppression, err),
    answer.status === 'ok' ? `${err.green('allowed')}: nothing ran yet` : `${err.red('refused')}: nothing ran`,
  ])
}
