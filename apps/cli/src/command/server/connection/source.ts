import type { SourceReport } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'
import { type SourceOptions, sourceOf } from './source-words.ts'

type Column = NonNullable<SourceReport['columns']>[number]

const columns: Columns<Column> = {
  column: ({ name }) => name,
  'in the source': ({ sourceType }) => sourceType,
  type: ({ type }) => type ?? 'not usable in SQL',
}

/** `glovebox source …`: looks at places that tables could be read from. */
export function addSource(program: Command): void {
  const noun = addVerb(program, 'source', {
    summary: 'look whether a source can be read',
    description: 'Looks at sources of your own before a table is made of them.',
    examples: ['source test postgres:shop.orders --connection shop'],
  })

  const test = addVerb(noun, 'test <source>', {
    summary: 'look whether a source can be read, and how much is there',
    description: 'Looks whether a source of yours can be read, and says how much is there. No row is read.',
    examples: [
      'source test people.csv',
      'source test "s3://bucket/sales/*.parquet" --connection lake --partitions hive',
      'source test delta-sharing:retail.sales.orders --connection partner',
    ],
  })
  addSourceOptions(test).action(
    onServer<SourceOptions, [string]>(async ({ api, client, endWith, options, show }, source) => {
      const report = await client.call(api.testSource, { body: { source: sourceOf(source, options) } })
      const { status, failure, files, bytes, rows, tookMs } = report
      await show.one(report, {
        status,
        ...(failure === undefined ? {} : { reason: failure.reason }),
        ...{ files, bytes, rows, columns: report.columns?.length, milliseconds: tookMs },
      })
      for (const line of report.advice ?? []) await show.note(line)
      if (status === 'failed') endWith(exitCodes.failed)
    }),
  )

  const schema = addVerb(noun, 'schema <source>', {
    summary: 'list the columns of a source',
    description: 'Lists the columns that a source of yours states, with their types there and in SQL here.',
    examples: ['source schema postgres:shop.orders --connection shop'],
  })
  addSourceOptions(schema).action(
    onServer<SourceOptions, [string]>(async ({ api, client, endWith, options, show }, source) => {
      const report = await client.call(api.testSource, { body: { source: sourceOf(source, options) } })
      if (report.failure !== undefined) {
        await show.one(report, { status: report.status, reason: report.failure.reason })
        return endWith(exitCodes.failed)
      }
      await show.list({ items: report.columns ?? [] }, columns)
      if (report.columns === undefined)
        await show.note('its files do not state their types: configure a table, then glovebox table schema')
    }),
  )
}

function addSourceOptions(verb: Command): Command {
  return verb
    .option('--source-format <format>', 'csv, parquet or json where its ending does not say')
    .option('--connection <name>', 'the connection that it is read through')
    .option('--partitions <how>', 'hive: folders such as /day=2026-01-01/ are columns')
}
