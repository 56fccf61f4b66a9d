import type { Command } from 'commander'
import { exitCodeOf } from '../exit-code.ts'
import { settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { askAs, questionOf, takesQuestion } from './ask-options.ts'

/** `glovebox explain`: how an analysis would run. */
export function addExplain(program: Command): void {
  takesQuestion(program.command('explain'))
    .summary('show how an analysis would run; run nothing')
    .description(
      'Shows what an analysis becomes: the relation that was understood, the same with every threshold built in, how its numbers are made private and what that costs, and the SQL for the engine.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox explain --as advertiser "SELECT campaign_id, COUNT(DISTINCT user_id) AS reach FROM impressions GROUP BY campaign_id"
  $ glovebox explain --as advertiser --template reach --param since=2026-01-01 --json`,
    )
    .action(async (sql: string | undefined, _options: unknown, command: Command) => {
      const settings = settingsOf(command)
      const { format, out, err } = settings
      if (format === 'csv') throw new UsageError('explain has no table: use --format table or json')
      const question = await questionOf(sql, command)
      const [{ withRoom }, { watched }, print, { explainJson }, { explainLines }] = await Promise.all([
        import('../with-room.ts'),
        import('../watched.ts'),
        import('../output/print.ts'),
        import('../output/answer-json.ts'),
        import('../output/explain-answer.ts'),
      ])
      process.exitCode = await withRoom(settings, { createsState: true }, async (room) => {
        const ask = await askAs(room, question, command)
        const answer = await watched(() => room.explain(ask))
        if (format === 'json') await print.printJson(explainJson(answer))
        else if (answer.status === 'refused') await print.printRefusal(answer, settings)
        else {
          await print.printLines(explainLines(answer, out))
          await print.printNotes(print.suppressionNotes(answer.suppression, err))
        }
        return exitCodeOf(answer)
      })
    })
}
