import type { Run, RunStatus } from '@glovebox/api'
import { type Command, Option } from 'commander'
import type { Columns } from '../../../output/show.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { countOf } from '../../count.ts'
import { addVerb } from '../verb.ts'
import { addResult } from './result.ts'

const columns: Columns<Run> = {
  id: ({ id }) => id,
  status: ({ status, reason }) => (reason === undefined ? status : `${status} (${reason})`),
  asked: ({ ask }) => ('template' in ask ? ask.template : ask.sql),
  by: ({ member }) => member,
  tables: ({ tables }) => tables.join(', '),
  submitted: ({ submittedAt }) => submittedAt,
  receipt: ({ receipt }) => receipt,
}

type ListOptions = { readonly status?: RunStatus; readonly limit?: number }

/** `glovebox run …`: the runs of a collaboration. */
export function addRun(program: Command): void {
  const noun = addVerb(program, 'run', {
    summary: 'list, show and stop runs, and fetch their results',
    description: 'Lists, shows and stops runs on a server, and fetches their results. glovebox query submits them.',
    examples: ['run list', 'run result run_aaaaaaaaaaaaaaaaaaaaaaaaaa -o people.parquet'],
  })

  addVerb(noun, 'list', {
    summary: 'list runs',
    description:
      'Lists the runs that your organisation submitted, that read its tables or whose results it receives, the newest first.',
    examples: ['run list --limit 20', 'run list --status awaiting-approval'],
  })
    .addOption(
      new Option('--status <status>', 'only those').choices([
        'queued',
        'awaiting-approval',
        'running',
        'ok',
        'refused',
        'failed',
        'timed-out',
        'cancelled',
      ]),
    )
    .option('--limit <count>', 'only the newest', countOf)
    .action(
      onServer<ListOptions>(async ({ api, client, collaboration, options, show }) => {
        const params = { collaboration: (await collaboration()).id }
        const status = options.status === undefined ? {} : { status: options.status }
        const page = await everyPage(
          (query) => client.call(api.listRuns, { params, query: { ...query, ...status } }),
          options.limit,
        )
        await show.list(page, columns)
      }),
    )

  addVerb(noun, 'show <run>', {
    summary: 'show a run',
    description: 'Shows a run: who asked what, how far it is, and where its receipt is.',
    examples: ['run show run_aaaaaaaaaaaaaaaaaaaaaaaaaa', 'run show run_aaaaaaaaaaaaaaaaaaaaaaaaaa --wait'],
  })
    .option('--wait', 'until it has ended')
    .action(
      onServer<{ readonly wait?: boolean }, [string]>(async ({ api, client, collaboration, options, show }, run) => {
        const params = { collaboration: (await collaboration()).id, run }
        const query = options.wait === true ? { wait: 25 } : {}
        let found = await client.call(api.readRun, { params, query })
        while (options.wait === true && isGoing(found)) found = await client.call(api.readRun, { params, query })
        const { diagnostics = [], text: _, ...rest } = found
        await show.one(found, { ...rest, diagnostics: diagnostics.map(({ code, message }) => `${code}: ${message}`) })
      }),
    )

  for (const [verb, route, summary, description] of [
    ['cancel', 'cancelRun', 'stop a run', 'Stops a run of your organisation.'],
    [
      'approve',
      'approveRun',
      'let a run of a program go on',
      'Lets a run go on that a program submitted and that waits for a person of its organisation.',
    ],
    ['reject', 'rejectRun', 'stop a run that waits for a person', 'Stops a run that waits for a person.'],
  ] as const) {
    addVerb(noun, `${verb} <run>`, {
      summary,
      description,
      examples: [`run ${verb} run_aaaaaaaaaaaaaaaaaaaaaaaaaa`],
    }).action(
      onServer<object, [string]>(async ({ api, client, collaboration, show }, run) => {
        const params = { collaboration: (await collaboration()).id, run }
        const after = await client.call(api[route], { params })
        await show.done(`${after.id} is ${after.status}`, after)
      }),
    )
  }
  addResult(noun)
}

function isGoing({ status }: Run): boolean {
  return status === 'queued' || status === 'running' || status === 'awaiting-approval'
}
