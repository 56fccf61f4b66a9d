import { type Command, InvalidArgumentError } from 'commander'
import { exitCodeOf } from '../exit-code.ts'
import { settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { askAs, questionOf, takesQuestion } from './ask-options.ts'

type QueryOptions = { readonly timeout?: number; readonly intervals?: boolean }

/** `glovebox query`: runs an analysis, prints its result and the id of its receipt. */
export function addQuery(program: Command): void {
  takesQuestion(program.command('query'))
    .summary('run an analysis')
    .description('Runs an analysis that keeps every rule of every owner, prints its result and the id of its receipt.')
    .option('--timeout <time>', 'stop the run after so long: 30s, 5m, 1h (default: 5m)', timeoutOf)
    .option(
      '--intervals',
      'with --format csv: two more columns for each noisy one, the ends of its interval, at 95 % for a published number',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox query --as advertiser "SELECT campaign_id, COUNT(DISTINCT user_id) AS reach FROM impressions GROUP BY campaign_id"
  $ glovebox query --as advertiser --template reach --param since=2026-01-01
  $ glovebox query --as advertiser --sql-file reach.sql --format csv --intervals > reach.csv
  $ echo "SELECT COUNT(*) AS n FROM campaigns" | glovebox query --as advertiser --sql-file - --json

Exit codes: 0 done; 2 refused by a rule or by validation; 3 budget exhausted; 4 not permitted for this member;
5 the run failed, on protected tables also where it timed out; 6 timed out; 64 usage; 70 internal; 130 cancelled.

A question that was answered before is answered again from what was published, and costs no privacy budget.

CSV holds what the result says: text that a spreadsheet takes for a formula is not changed.`,
    )
    .action(async (sql: string | undefined, options: QueryOptions, command: Command) => {
      const settings = settingsOf(command)
      const hasIntervalColumns = options.intervals === true
      if (hasIntervalColumns && settings.format !== 'csv')
        throw new UsageError('--intervals belongs to --format csv: the other formats have them anyway')
      const question = await questionOf(sql, command)
      const [{ withRoom }, { watched }, { renderQueryAnswer }, { writeAll }] = await Promise.all([
        import('../with-room.ts'),
        import('../watched.ts'),
        import('../output/query-answer.ts'),
        import('../output/write.ts'),
      ])
      const timeout = options.timeout === undefined ? {} : { timeoutMs: options.timeout }
      process.exitCode = await withRoom(settings, { createsState: true }, async (room) => {
        const ask = await askAs(room, question, command)
        const answer = await watched((watch) => room.query(ask, { ...watch, ...timeout }))
        const { data, notes } = renderQueryAnswer(answer, settings, { hasIntervalColumns })
        await writeAll(process.stdout, data)
        await writeAll(process.stderr, notes)
        return exitCodeOf(answer)
      })
    })
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, '': 1000, m: 60_000, min: 60_000, h: 3_600_000 }

function timeoutOf(written: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(written) ?? []
  const timeoutMs = Number(number) * (Object.hasOwn(units, unit) ? (units[unit] ?? 0) : 0)
  // Node's timers know no longer time.
  if (!(timeoutMs >= 1 && timeoutMs <= 2 ** 31 - 1)) throw new InvalidArgumentError('write it as 30s, 5m or 1h')
  return Math.ceil(timeoutMs)
}
