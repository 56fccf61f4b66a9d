import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { addVerb, collect, commaList } from '../verb.ts'

type MakeOptions = {
  readonly cron: string
  readonly zone?: string
  readonly maxShare?: string
  readonly sql?: string
  readonly template?: string
  readonly param?: readonly string[]
  readonly purpose?: string
  readonly receivers?: string
}

/** `glovebox schedule make`. */
export function addMake(noun: Command): void {
  addVerb(noun, 'make <name>', {
    summary: 'run an analysis again and again',
    description:
      'Runs an analysis again and again. Each run is submitted like every other; with --max-share it rests once its runs came to that share of a budget together.',
    examples: [
      'schedule make weekly --cron "0 6 * * 1" --zone Europe/Berlin --template by_city --param least=10',
      'schedule make daily --cron "0 6 * * *" --max-share 0.2 --sql "SELECT COUNT(*) AS n FROM visits"',
    ],
  })
    .requiredOption('--cron <fields>', 'when: minute, hour, day of the month, month, day of the week')
    .option('--zone <name>', 'the time zone of these; UTC where it is absent')
    .option('--max-share <share>', 'the share of any budget that its runs may come to together: 0.2')
    .option('--sql <text>', 'what to ask')
    .option('--template <name>', 'an approved template to ask instead')
    .option('--param <name=value>', 'a parameter of the template; repeat it for more', collect)
    .option('--purpose <purpose>', 'what it is asked for')
    .option('--receivers <list>', 'who of its receivers gets the result')
    .action(
      onServer<MakeOptions, [string]>(async ({ api, client, collaboration, options, show }, name) => {
        const { cron, zone, maxShare } = options
        const body = {
          name,
          submission: submissionOf(options),
          cron,
          ...(zone === undefined ? {} : { zone }),
          ...(maxShare === undefined ? {} : { maxShare: shareOf(maxShare) }),
        }
        const params = { collaboration: (await collaboration()).id }
        const schedule = await client.call(api.makeSchedule, { params, body })
        await show.done(`${schedule.name} runs next at ${schedule.nextAt ?? 'no time'}`, schedule)
      }),
    )
}

function submissionOf({
  sql,
  template,
  param = [],
  purpose,
  receivers,
}: MakeOptions): import('@glovebox/api').RunSubmission {
  const wishes = {
    ...(purpose === undefined ? {} : { purpose }),
    ...(receivers === undefined ? {} : { receivers: commaList(receivers) }),
  }
  if (sql !== undefined && template === undefined && param.length === 0) return { sql, ...wishes }
  if (template === undefined || sql !== undefined)
    throw new UsageError('give --sql, or --template with its --param, and only one of them')
  const parameters = Object.fromEntries(
    param.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError('--param takes name=value')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
  return { template, parameters, ...wishes }
}

function shareOf(written: string): number {
  const share = Number(written)
  if (!(share > 0 && share <= 1)) throw new UsageError('--max-share takes a number above 0 and at most 1')
  return share
}
