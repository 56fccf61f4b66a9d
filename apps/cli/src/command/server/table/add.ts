import { type Command, Option } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { type SourceOptions, type SourceWords, sourceOf } from '../connection/source-words.ts'
import { addVerb, commaList } from '../verb.ts'
import { addWordOptions, importReport, type WordOptions, wordsOf } from './table-words.ts'

type AddOptions = WordOptions &
  SourceOptions & {
    readonly source: string
    readonly columns?: string
    readonly description?: string
    readonly public?: boolean
    readonly purposes?: string
    readonly size?: string
    readonly minimumIsolation?: 'sandbox' | 'process'
  }

const sizes = ['small', 'medium', 'large', 'very-large'] as const

function sizeOf(written: string): (typeof sizes)[number] {
  const size = sizes.find((one) => one === written)
  if (size === undefined) throw new UsageError(`--size is one of ${sizes.join(', ')}`)
  return size
}

/** `glovebox table add`: configures a table. */
export function addAdd(noun: Command): void {
  const verb = addVerb(noun, 'add <name>', {
    summary: 'configure a table',
    description:
      'Configures a table: where it is, which columns may be used, and under which rule. Nobody sees it until you associate it with a collaboration.',
    examples: [
      'table add people --source people.csv --rule rule.yaml',
      'table add sales --source "sales/*.parquet" --columns store,day,amount --aws-policy policy.json',
      'table add orders --source postgres:shop.orders --connection shop --rule rule.yaml',
      'table add calendar --source calendar.csv --public',
    ],
  })
    .requiredOption(
      '--source <path>',
      'a file of those uploaded with glovebox file put, s3://…, https://…, or postgres:, glue:, iceberg:, delta:, delta-sharing: and a name',
    )
    .option('--connection <name>', 'the connection that it is read through')
    .option('--partitions <how>', 'hive: folders such as /day=2026-01-01/ are columns')
    .option('--source-format <format>', 'csv, parquet or json where its ending does not say')
    .option('--columns <list>', 'the columns that may be used; all where it is absent')
    .option('--description <text>', 'what it is, for your own organisation')
    .option('--public', 'its rows are no secret: no rule protects them')
    .option('--purposes <list>', 'what it may be analysed for')
    .option('--size <size>', 'how large you say it is, for prices: small, medium, large or very-large')
    .addOption(
      new Option('--minimum-isolation <level>', 'runs that read it need at least this').choices(['sandbox', 'process']),
    )
  addWordOptions(verb).action(
    onServer<AddOptions, [string]>(async ({ api, client, options, show }, name) => {
      const { words, imported } = await wordsOf(options)
      if (options.public === true && words.rule !== undefined) throw new UsageError('a public table has no rule')
      const { source, columns, description, purposes, size, minimumIsolation } = options
      const body = {
        name,
        source: sourceOf(source, options),
        ...words,
        ...(columns === undefined ? {} : { columns: commaList(columns) }),
        ...(description === undefined ? {} : { description }),
        ...(purposes === undefined ? {} : { purposes: commaList(purposes) }),
        ...(size === undefined ? {} : { size: sizeOf(size) }),
        ...(minimumIsolation === undefined ? {} : { minimumIsolation }),
        ...(options.public === true ? { public: true } : {}),
      }
      if (imported !== undefined) for (const line of importReport(imported)) await show.note(line)
      const table = await client.call(api.createTable, { body })
      await show.one(table, { name: table.name, id: table.id, version: table.version, schema: table.schema })
      if (table.schema === undefined) await show.note(whatIsMissing(body.source, name))
    }),
  )
}

function whatIsMissing(source: SourceWords, name: string): string {
  const first =
    source.file === undefined
      ? 'its source cannot be read: glovebox source test'
      : 'its file is not there: glovebox file put'
  return `${first}, then glovebox table schema ${name}`
}
