import type { Import, ImportContext } from '@glovebox/cleanroom'
import { type Command, Option } from 'commander'
import { readData, readText } from '../../../remote/read-text.ts'
import { UsageError } from '../../../usage-error.ts'
import { collect } from '../verb.ts'

/** Where the words of a table come from. */
export type WordOptions = {
  readonly rule?: string
  readonly privacy?: string
  readonly awsPolicy?: string
  readonly bigqueryPolicy?: string
  readonly snowflake?: string
  readonly provider?: readonly string[]
}

/** The words of a table in the collaboration file, as far as options say them. */
export type TableWords = { readonly rule?: unknown; readonly privacy?: unknown; readonly columns?: unknown }

/** Adds the options that say a table's rule. */
export function addWordOptions(command: Command): Command {
  const policies = ['awsPolicy', 'bigqueryPolicy', 'snowflake']
  return command
    .addOption(new Option('--rule <file>', 'the rule: JSON or YAML, alone or under `rule`').conflicts(policies))
    .option('--privacy <file>', 'public facts for differential privacy: JSON or YAML, alone or under `privacy`')
    .addOption(new Option('--aws-policy <file>', 'the rule out of an analysis rule policy of AWS Clean Rooms'))
    .addOption(new Option('--bigquery-policy <file>', 'the rule out of a privacy policy of BigQuery'))
    .addOption(new Option('--snowflake <file>', 'the rule out of policy statements of Snowflake'))
    .option('--provider <member>', 'who may ask, where an imported policy does not say; repeat it', collect)
}

/** What the options say; and what was imported, for its report. */
export async function wordsOf(
  options: WordOptions,
): Promise<{ readonly words: TableWords; readonly imported?: Import }> {
  const given = await givenWords(options)
  const policy = await importOf(options)
  if (policy === undefined) return { words: given }
  const { rule, privacy, columns } = policy.table
  return {
    words: {
      ...(rule === undefined ? {} : { rule }),
      ...(privacy === undefined ? {} : { privacy }),
      ...(columns === undefined ? {} : { columns }),
      ...given,
    },
    imported: policy,
  }
}

async function givenWords({ rule, privacy }: WordOptions): Promise<TableWords> {
  return {
    ...(rule === undefined ? {} : { rule: await wordIn(rule, 'rule') }),
    ...(privacy === undefined ? {} : { privacy: await wordIn(privacy, 'privacy') }),
  }
}

/** A word of a file: all of it, or what stands under its name. */
async function wordIn(file: string, word: string): Promise<unknown> {
  const data = await readData(file)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new UsageError(`${file} holds no ${word}`)
  return Object.hasOwn(data, word) ? (data as Readonly<Record<string, unknown>>)[word] : data
}

async function importOf(options: WordOptions): Promise<Import | undefined> {
  const { awsPolicy, bigqueryPolicy, snowflake } = options
  const files = [awsPolicy, bigqueryPolicy, snowflake].filter((file) => file !== undefined)
  if (files.length > 1) throw new UsageError('one policy at a time')
  const context = contextOf(options)
  if (awsPolicy !== undefined) return importPolicy('aws', awsPolicy, context)
  if (bigqueryPolicy !== undefined) return importPolicy('bigquery', bigqueryPolicy, context)
  if (snowflake !== undefined) return importPolicy('snowflake', snowflake, context)
  return undefined
}

/** What an import is told of the collaboration. */
export function contextOf({ provider }: Pick<WordOptions, 'provider'>): ImportContext {
  return provider === undefined ? {} : { providers: provider }
}

/** Platforms whose policies can be read. */
export type Platform = 'aws' | 'bigquery' | 'snowflake'

/** Reads a policy of another platform. */
export async function importPolicy(platform: Platform, file: string, context: ImportContext): Promise<Import> {
  const [{ importAwsPolicy, importBigQueryPrivacyPolicy, importSnowflakePolicies }, text] = await Promise.all([
    import('@glovebox/cleanroom'),
    readText(file),
  ])
  const read = { aws: importAwsPolicy, bigquery: importBigQueryPrivacyPolicy, snowflake: importSnowflakePolicies }
  return read[platform](text, context)
}

/** The report of an import: what was kept, changed or cannot be expressed. */
export function importReport({ report, isComplete, table }: Import): readonly string[] {
  const signs = { kept: '  kept', changed: '  changed', 'not-expressed': '  not expressed' } as const
  const outcome =
    table.rule === undefined
      ? 'no rule: the policy cannot be kept as it is, and nothing may be asked of the table until it has one'
      : isComplete
        ? 'the rule says all that the policy says'
        : 'the rule is not all of the policy'
  return [...report.map(({ outcome: what, subject, message }) => `${signs[what]} ${subject}: ${message}`), outcome]
}
