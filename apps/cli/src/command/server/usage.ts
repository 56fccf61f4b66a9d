import { type Command, InvalidArgumentError } from 'commander'
import { onServer } from '../../remote/on-server.ts'
import { addVerb } from './verb.ts'

type UsageOptions = { readonly month?: string }

/** `glovebox usage`: what one's organisation pays for. */
export function addUsage(program: Command): void {
  addVerb(program, 'usage', {
    summary: 'show what your organisation pays for in a month',
    description:
      'Shows the runs that your organisation pays for in a month, and those it ran at the cost of others; with --collaboration those of one collaboration.',
    examples: ['usage', 'usage --month 2026-11', 'usage --month 2026-11 --format csv > usage.csv'],
  })
    .option('--month <month>', 'which: 2026-11; the present one where it is absent', monthOf)
    .action(
      onServer<UsageOptions>(async ({ api, client, collaboration, options, settings, show }) => {
        const query = {
          ...(options.month === undefined ? {} : { month: options.month }),
          ...(settings.collaboration === undefined ? {} : { collaboration: (await collaboration()).id }),
        }
        if (settings.format === 'csv') {
          const { saveResponse } = await import('../../remote/save-response.ts')
          return saveResponse(await client.open(api.readUsage, { query }, { accept: 'text/csv' }), undefined)
        }
        const report = await client.call(api.readUsage, { query })
        if (settings.format === 'json') return show.one(report)
        await show.list(
          { items: report.entries },
          {
            at: ({ at }) => at,
            run: ({ run }) => run,
            status: ({ status }) => status,
            size: ({ sizeClass }) => sizeClass,
            time: ({ timeClass }) => timeClass,
            price: ({ price }) => price,
          },
        )
        await show.note(`${report.month}: ${report.runs} runs, ${report.total} ${report.currency}`)
      }),
    )
}

function monthOf(written: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(written)) throw new InvalidArgumentError('write a month as 2026-11')
  return written
}
