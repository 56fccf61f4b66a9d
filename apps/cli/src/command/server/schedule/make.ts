import type { Command } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { type AskOptions, askOf, takesAsk } from '../ask-of.ts'
import { addVerb, commaList } from '../verb.ts'

type MakeOptions = AskOptions & {
  readonly cron: string
  readonly zone?: string
  readonly maxShare?: string
  readonly receivers?: string
}

/** `glovebox schedule make`. */
export function addMake(noun: Command): void {
  const verb = addVerb(noun, 'make <name>', {
    summary: 'run an analysis again and again',
    description:
      'Runs an analysis again and again. Each run is submitted like every other; with --max-share it rests once its runs came to that share of a budget together.',
    examples: [
      'schedule make weekly --cron "0 6 * * 1" --zone Europe/Berlin --template by_city --param least=10',
      'schedule make daily --cron "0 6 * * *" --max-share 0.2 --sql "SELECT COUNT(*) AS n FROM visits"',
    ],
  })
  takesAsk(verb)
    .requiredOption('--cron <fields>', 'when: minute, hour, day of the month, month, day of the week')
    .option('--zone <name>', 'the time zone of these; UTC where it is absent')
    .option('--max-share <share>', 'the share of any budget that its runs may come to together: 0.2')
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

function submissionOf(options: MakeOptions): import('@glovebox/api').RunSubmission {
  const { receivers } = options
  return { ...askOf(options), ...(receivers === undefined ? {} : { receivers: commaList(receivers) }) }
}

function shareOf(written: string): number {
  const share = Number(written)
  if (!(share > 0 && share <= 1)) throw new UsageError('--max-share takes a number above 0 and at most 1')
  return share
}
