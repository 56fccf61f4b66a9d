import type { IntermediateTableView } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { onServer } from '../../../remote/on-server.ts'
import { countOf } from '../../count.ts'
import { type AskOptions, askOf, takesAsk } from '../ask-of.ts'
import { addVerb } from '../verb.ts'

const columns: Columns<IntermediateTableView> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  owner: ({ owner }) => owner,
  status: ({ status }) => status,
  'made of': ({ bases }) => bases?.join(', '),
  run: ({ run }) => run,
  expires: ({ expiresAt }) => expiresAt,
}

type DefineOptions = AskOptions & { readonly retentionDays?: number }

/** `glovebox intermediate …`: results that are kept inside a room as tables. */
export function addIntermediate(program: Command): void {
  const noun = addVerb(program, 'intermediate', {
    summary: 'keep results inside a room as tables',
    description:
      'Keeps results inside a room as tables that later questions read. Nobody receives their rows; the rules of every table they are made of hold for them.',
    examples: ['intermediate define reached --sql "SELECT DISTINCT user_id FROM visits"', 'intermediate list'],
  })

  addVerb(noun, 'list', {
    summary: 'list intermediate tables',
    description: 'Lists the intermediate tables that your organisation defined, or that read its tables.',
    examples: ['intermediate list', 'intermediate list --json'],
  }).action(
    onServer(async ({ api, client, collaboration, show }) => {
      const params = { collaboration: (await collaboration()).id }
      await show.list(await client.call(api.listIntermediateTables, { params }), columns)
    }),
  )

  addVerb(noun, 'show <name>', {
    summary: 'show what an intermediate table is',
    description: 'Shows what an intermediate table is and what stands in the way of asking it; never its rows.',
    examples: ['intermediate show reached'],
  }).action(
    onServer<object, [string]>(async ({ api, client, collaboration, show }, name) => {
      const params = { collaboration: (await collaboration()).id, name }
      const { readiness, ...rest } = await client.call(api.getIntermediateTable, { params })
      const reasons = readiness.reasons.map(({ code, message }) => `${code}: ${message}`)
      await show.one({ ...rest, readiness }, { ...rest, readiness: readiness.status, reasons })
    }),
  )

  takesAsk(
    addVerb(noun, 'define <name>', {
      summary: 'define an intermediate table',
      description: 'Says what an intermediate table is made by. It holds nothing until it is populated.',
      examples: [
        'intermediate define reached --sql "SELECT DISTINCT user_id FROM visits" --retention-days 7',
        'intermediate define reached --template reached --param since=2026-01-01',
      ],
    }),
  )
    .option('--retention-days <count>', 'how long it is kept once it is populated; 30 where it is absent', countOf)
    .action(
      onServer<DefineOptions, [string]>(async ({ api, client, collaboration, options, show }, name) => {
        const { retentionDays } = options
        const body = { name, ...askOf(options), ...(retentionDays === undefined ? {} : { retentionDays }) }
        const params = { collaboration: (await collaboration()).id }
        const table = await client.call(api.defineIntermediateTable, { params, body })
        await show.done(`${table.name} is defined; glovebox intermediate populate ${table.name} fills it`, table)
      }),
    )

  addVerb(noun, 'populate <name>', {
    summary: 'run its definition, and keep the result inside the room',
    description: 'Runs the definition of an intermediate table and keeps the result. What was kept before goes.',
    examples: ['intermediate populate reached'],
  }).action(
    onServer<object, [string]>(async ({ api, client, collaboration, show }, name) => {
      const params = { collaboration: (await collaboration()).id, name }
      const table = await client.call(api.populateIntermediateTable, { params })
      await show.done(`${table.name} is ${table.status}${table.run === undefined ? '' : ` by ${table.run}`}`, table)
    }),
  )

  addVerb(noun, 'disallow <name>', {
    summary: 'forbid one that was made of a table of yours',
    description: 'Forbids an intermediate table that was made of a table of yours, at once and for good.',
    examples: ['intermediate disallow reached --comment "too fine" --yes'],
  })
    .option('--comment <text>', 'why, for whoever defined it')
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly comment?: string; readonly yes?: boolean }, [string]>(
        async ({ api, client, collaboration, endWith, options, show }, name) => {
          const { comment } = options
          const params = { collaboration: (await collaboration()).id, name }
          if (!(await confirmed(`Forbid ${name} for good?`, options))) return endWith(exitCodes.cancelled)
          const body = comment === undefined ? {} : { comment }
          const table = await client.call(api.disallowIntermediateTable, { params, body })
          await show.done(`${table.name} is ${table.status}`, table)
        },
      ),
    )

  addVerb(noun, 'remove <name>', {
    summary: 'delete one that you defined, with its rows',
    description: 'Deletes an intermediate table that your organisation defined, with its rows.',
    examples: ['intermediate remove reached --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(
        async ({ api, client, collaboration, endWith, options, show }, name) => {
          const params = { collaboration: (await collaboration()).id, name }
          if (!(await confirmed(`Delete ${name}?`, options))) return endWith(exitCodes.cancelled)
          await client.call(api.deleteIntermediateTable, { params })
          await show.done(`deleted ${name}`)
        },
      ),
    )
}
