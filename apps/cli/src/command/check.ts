import type { CheckAnswer } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodeOf } from '../exit-code.ts'
import { type Settings, settingsOf } from '../settings.ts'
import { askAs, questionOf, takesQuestion } from './ask-options.ts'

/** `glovebox check`: what every rule says of an analysis, without running it. */
export function addCheck(program: Command): void {
  takesQuestion(program.command('check'))
    .summary('say what every rule says of an analysis; run nothing')
    .description(
      'Says what the rule of every table says of an analysis and what would be withheld. Runs nothing, spends nothing.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox check --as advertiser "SELECT user_id FROM impressions"
  $ glovebox check --as advertiser --template reach --param since=2026-01-01 --json`,
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
  const { printDiagnostics, printJson, printNotes, printTable, suppressionNotes } = await import('../output/print.ts')
  const { checkJson } = await import('../output/answer-json.ts')
  if (format === 'json') return printJson(checkJson(answer))
  const columns = ['table', 'owner', 'rule', 'verdict'].map((name) => ({ name }))
  if (answer.rules.length > 0) {
    const rows = answer.rules.map(({ table, owner, rule, verdict }) => [table, owner, rule, verdict])
    await printTable(columns, rows, format, out)
    if (format === 'table') await printNotes([''])
  }
  await printDiagnostics(answer, err, answer.reason === 'validation' ? file : undefined)
  await printNotes([
    ...(answer.diagnostics.length === 0 ? [] : ['']),
    ...suppressionNotes(answer.suppression, err),
    answer.status === 'ok' ? `${err.green('allowed')}: nothing ran yet` : `${err.red('refused')}: nothing ran`,
  ])
}
