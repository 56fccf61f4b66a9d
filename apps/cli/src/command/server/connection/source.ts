import type { SourceReport } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns, Show } from '../../../output/show.ts'
import { UsageError } from '../../../usage-error.ts'
import { addVerb, collect } from '../verb.ts'
import { ofOwner } from './of-owner.ts'
import { type SourceOptions, sourceOf } from './source-words.ts'
import { watchedSource } from './watched-source.ts'

type Column = NonNullable<SourceReport['columns']>[number]

const columns: Columns<Column> = {
  column: ({ name }) => name,
  'in the source': ({ sourceType }) => sourceType,
  type: ({ type }) => type ?? 'not usable in SQL',
}

/** `glovebox source …`: looks at places that tables could be read from. */
export function addSource(program: Command): void {
  const noun = addVerb(program, 'source', {
    summary: 'look whether a source can be read, and at its columns and first rows',
    description:
      'Looks at sources of your own before a table is made of them: from here, beside a collaboration file, or from a server.',
    examples: ['source test postgres:shop.orders --connection shop', 'source preview people.csv'],
  })
  addTest(noun)
  addSchema(noun)
  addPreview(noun)
}

function addTest(noun: Command): void {
  const test = addVerb(noun, 'test <source>', {
    summary: 'look whether a source can be read, and how much is there',
    description: 'Looks whether a source of yours can be read, and says how much is there. No row is read.',
    examples: [
      'source test people.csv',
      'source test "s3://bucket/sales/*.parquet" --connection lake --partitions hive',
      'source test delta-sharing:retail.sales.orders --connection partner',
    ],
  })
  takesSource(test).action(
    ofOwner<SourceOptions, [string]>(async ({ place, endWith, options, show }, text) => {
      const source = sourceOf(text, options)
      const report = await watchedSource((watching) => place.test({ source }, watching))
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
}

function addSchema(noun: Command): void {
  const schema = addVerb(noun, 'schema <source>', {
    summary: 'list the columns of a source',
    description:
      'Lists the columns of a source of yours, with their types there and in SQL here. Where only its rows tell, as in CSV and JSON, they are read. With --column it says what is lost where a column is declared as another type.',
    examples: [
      'source schema postgres:shop.orders --connection shop',
      'source schema orders.csv --column total=BIGINT --column day=DATE',
    ],
  })
  takesSource(schema.option('--column <name=type>', 'a type to declare; repeat it for more', collect)).action(
    ofOwner<SourceOptions & { readonly column?: readonly string[] }, [string]>(
      async ({ place, endWith, options, show }, text) => {
        const declared = options.column === undefined ? {} : { columns: declaredIn(options.column) }
        const question = { source: sourceOf(text, options), ...declared }
        const report = await watchedSource((watching) => place.schema(question, watching))
        if (report.failure !== undefined) {
          await showFailure(show, report, report.failure.reason)
          return endWith(exitCodes.failed)
        }
        await show.list({ ...report, items: report.columns ?? [] }, columns)
        for (const { column, declared: as, found, effect } of report.mismatches ?? [])
          await show.note(`${column} is declared as ${as} and is ${found} in the source: ${effect}`)
        for (const reason of report.unread ?? []) await show.note(`some lines are no rows: ${reason}`)
      },
    ),
  )
}

function addPreview(noun: Command): void {
  const preview = addVerb(noun, 'preview <source>', {
    summary: 'show the first rows of a source',
    description: 'Shows some rows of a source of yours, to you alone. Only what they take is read; it is kept nowhere.',
    examples: ['source preview people.csv', 'source preview postgres:shop.orders --connection shop --rows 3'],
  })
  takesSource(preview.option('--rows <count>', 'how many rows, at most 100 (default: 10)')).action(
    ofOwner<SourceOptions & { readonly rows?: string }, [string]>(async ({ place, endWith, options, show }, text) => {
      const question = { source: sourceOf(text, options), ...rowsOf(options.rows) }
      const answer = await watchedSource((watching) => place.preview(question, watching))
      const { columns: shown = [], rows = [], omitted = [], failure } = answer
      if (failure !== undefined) {
        await showFailure(show, answer, failure.reason)
        return endWith(exitCodes.failed)
      }
      await show.list(
        { ...answer, items: rows },
        Object.fromEntries(shown.map(({ name }, index) => [name, (row: (typeof rows)[number]) => row[index]])),
      )
      if (omitted.length > 0) await show.note(`not shown, because SQL here cannot use it: ${omitted.join(', ')}`)
    }),
  )
}

function showFailure(show: Show, answer: object, reason: string): Promise<void> {
  return show.one(answer, { status: 'failed', reason })
}

function rowsOf(text: string | undefined): { readonly rows?: number } {
  if (text === undefined) return {}
  const rows = Number(text)
  if (!Number.isInteger(rows) || rows < 1 || rows > 100) throw new UsageError('--rows takes a number from 1 to 100')
  return { rows }
}

function declaredIn(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=')
      if (at < 1) throw new UsageError('--column takes name=type, such as --column total=BIGINT')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** Gives a command the option by which a collaboration file’s connections are told apart. */
export function takesMember(verb: Command): Command {
  return verb.option('--as <member>', 'of a collaboration file: for the tables of this member alone')
}

function takesSource(verb: Command): Command {
  return takesMember(
    verb
      .option('--source-format <format>', 'csv, parquet or json where its ending does not say')
      .option('--connection <name>', 'the connection that it is read through')
      .option('--partitions <how>', 'hive: folders such as /day=2026-01-01/ are columns'),
  )
}
