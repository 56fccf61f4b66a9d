import { type Command, Option } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { addVerb } from '../verb.ts'

/** The formats of a result. */
export type ResultType = 'json' | 'csv' | 'parquet' | 'arrow'

const mediaOf: Readonly<Record<ResultType, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
}

type ResultOptions = {
  readonly output?: string
  readonly type?: ResultType
  readonly delete?: boolean
  readonly yes?: boolean
}

/** `glovebox run result`: the rows of a run. */
export function addResult(noun: Command): void {
  addVerb(noun, 'result <run>', {
    summary: 'fetch the result of a run',
    description:
      'Fetches the rows of a run’s result, for its receivers, until they expire. The file’s ending says which format it is written in.',
    examples: [
      'run result run_aaaaaaaaaaaaaaaaaaaaaaaaaa',
      'run result run_aaaaaaaaaaaaaaaaaaaaaaaaaa -o people.parquet',
      'run result run_aaaaaaaaaaaaaaaaaaaaaaaaaa --delete --yes',
    ],
  })
    .option('-o, --output <file>', 'where to write it: .json, .csv, .parquet or .arrow')
    .addOption(
      new Option('--type <type>', 'its format, where no file’s ending says it').choices([
        'json',
        'csv',
        'parquet',
        'arrow',
      ]),
    )
    .option('--delete', 'remove the rows for all receivers instead, as their submitter')
    .option('--yes', 'do not ask')
    .action(
      onServer<ResultOptions, [string]>(
        async ({ api, client, collaboration, endWith, options, settings, show }, run) => {
          const params = { collaboration: (await collaboration()).id, run }
          if (options.delete === true) {
            if (!(await confirmed(`Remove the result of ${run} for everyone?`, options)))
              return endWith(exitCodes.cancelled)
            await client.call(api.deleteResult, { params })
            return show.done(`the result of ${run} is removed`)
          }
          const type = resultTypeOf(options, settings.format)
          if (type === undefined) {
            const { printResult } = await import('./print-result.ts')
            return printResult(await client.open(api.readResult, { params }, { accept: mediaOf.json }), settings)
          }
          const { saveResponse } = await import('../../../remote/save-response.ts')
          await saveResponse(await client.open(api.readResult, { params }, { accept: mediaOf[type] }), options.output)
          if (options.output !== undefined) await show.note(`wrote ${options.output}`)
        },
      ),
    )
}

/** What is asked for; nothing where people read it. */
export function resultTypeOf(
  { output, type }: Pick<ResultOptions, 'output' | 'type'>,
  format: 'table' | 'json' | 'csv',
): ResultType | undefined {
  if (type !== undefined) return type
  if (output === undefined) return format === 'table' ? undefined : format
  const ending = /\.(json|csv|parquet|arrow)$/i.exec(output)?.[1]?.toLowerCase()
  if (ending !== undefined) return ending as ResultType
  if (format === 'table')
    throw new UsageError('which format? End the file in .json, .csv, .parquet or .arrow, or say --type')
  return format
}
