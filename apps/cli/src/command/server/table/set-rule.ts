import { type Command, Option } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { addVerb } from '../verb.ts'
import { addWordOptions, importReport, type WordOptions, wordsOf } from './table-words.ts'

type SetOptions = Omit<WordOptions, 'rule'> & {
  readonly rule?: string | boolean
  readonly minimumIsolation?: 'sandbox' | 'process' | 'none'
}

/** `glovebox table set-rule` and `glovebox table schema`. */
export function addSetRule(noun: Command): void {
  const verb = addVerb(noun, 'set-rule <table>', {
    summary: 'give a table another rule',
    description:
      'Gives a table another rule, in every collaboration that it is in, at once: what runs over it under the old one ends. Refused where it changed since you read it.',
    examples: ['table set-rule people --rule rule.yaml', 'table set-rule sales --aws-policy policy.json'],
  })
    .option('--no-rule', 'take the rule away: nothing may be asked of the table')
    .addOption(
      new Option('--minimum-isolation <level>', 'runs that read it need at least this; none takes it away').choices([
        ...['sandbox', 'process', 'none'],
      ]),
    )
  addWordOptions(verb).action(
    onServer<SetOptions, [string]>(async ({ api, client, options, show }, named) => {
      const { findTable } = await import('./find-table.ts')
      const { rule, minimumIsolation: level, ...others } = options
      const { words, imported } = await wordsOf({ ...others, ...(typeof rule === 'string' ? { rule } : {}) })
      const body = {
        ...words,
        ...(rule === false ? { rule: null } : {}),
        ...(level === undefined ? {} : { minimumIsolation: level === 'none' ? null : level }),
      }
      if (Object.keys(body).length === 0 && imported === undefined)
        throw new UsageError('which rule? --rule FILE, --privacy FILE, --minimum-isolation or a policy to import')
      if (imported !== undefined) for (const line of importReport(imported)) await show.note(line)
      const { id, version } = await findTable(client, named)
      const after = imported !== undefined && words.rule === undefined ? { ...body, rule: null } : body
      const table = await client.call(
        api.updateTable,
        { params: { table: id }, body: after },
        { ifMatch: String(version) },
      )
      await show.done(`${table.name} has version ${table.version}`, table)
    }),
  )

  addVerb(noun, 'schema <table>', {
    summary: 'read the columns of a table’s file afresh',
    description: 'Reads names and types of the columns of a table’s file afresh. Rows are not looked at.',
    examples: ['table schema people'],
  }).action(
    onServer<object, [string]>(async ({ api, client, settings, show }, named) => {
      const { findTable } = await import('./find-table.ts')
      const { id } = await findTable(client, named)
      const table = await client.call(api.readTableSchema, { params: { table: id } })
      if (settings.format === 'json') return show.one(table)
      await show.list({ items: table.schema ?? [] }, { column: ({ name }) => name, type: ({ type }) => type })
    }),
  )
}
