import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import { settingsOf } from '../../../settings.ts'
import { addVerb, collect } from '../verb.ts'
import { contextOf, importPolicy, importReport, type Platform, type WordOptions } from './table-words.ts'

type ImportOptions = Pick<WordOptions, 'provider'> & { readonly table?: string; readonly owner?: string }

const platforms: readonly (readonly [platform: Platform, policy: string, example: string])[] = [
  ['aws', 'an analysis rule policy of AWS Clean Rooms (JSON)', 'policy.json'],
  ['bigquery', 'a privacy policy of BigQuery (JSON, or the statement that sets it)', 'policy.json'],
  ['snowflake', 'aggregation, projection, join and privacy policies of Snowflake (SQL)', 'policies.sql'],
]

/** `glovebox import …`: policies of other platforms as entries of a collaboration file. */
export function addImport(program: Command): void {
  const noun = addVerb(program, 'import', {
    summary: 'turn a policy of another platform into a table entry',
    description:
      'Turns a policy of another platform into a table entry of a collaboration file, and reports what it could not express. Needs no server.',
    examples: ['import aws policy.json', 'import snowflake policies.sql --provider advertiser'],
  })
  for (const [platform, policy, example] of platforms) {
    addVerb(noun, `${platform} <policy>`, {
      summary: `read ${policy}`,
      description: `Reads ${policy}, prints the table entry on standard output and the report on standard error. Ends with 2 where the entry is not all of the policy.`,
      examples: [`import ${platform} ${example} --provider advertiser`],
    })
      .option('--table <name>', 'what the table is called', 'imported')
      .option('--owner <member>', 'whose it is', 'owner')
      .option('--provider <member>', 'who may ask, where the policy does not say; repeat it', collect)
      .action(async (file: string, options: ImportOptions, command: Command) => {
        const settings = settingsOf(command)
        const print = await import('../../../output/print.ts')
        const imported = await importPolicy(platform, file, contextOf(options))
        if (settings.format === 'json') await print.printJson(imported)
        else {
          const { entryText } = await import('./entry-text.ts')
          await print.printLines([entryText(imported, options)])
          await print.printNotes(importReport(imported))
        }
        process.exitCode = imported.isComplete ? exitCodes.done : exitCodes.refused
      })
  }
}
