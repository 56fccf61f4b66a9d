import { Command, Option } from 'commander'
import { addBudget } from './command/budget.ts'
import { addCheck } from './command/check.ts'
import { addCompletion } from './command/completion.ts'
import { addDemo } from './command/demo.ts'
import { addExplain } from './command/explain.ts'
import { addLog } from './command/log.ts'
import { addQuery } from './command/query.ts'
import { addReceipt } from './command/receipt.ts'
import { addValidate } from './command/validate.ts'

/** Every command, in the order of `--help`. */
const commands: readonly ((program: Command) => void)[] = [
  addDemo,
  addValidate,
  addCheck,
  addExplain,
  addQuery,
  addBudget,
  addLog,
  addReceipt,
  addCompletion,
]

/** The whole command line. Parsing it throws where it cannot be meant. */
export function buildProgram(version: string): Command {
  const program = new Command('glovebox')
    .description('Analyse data together; nobody sees anybody’s rows.')
    .version(version, '-V, --version', 'print the version')
    .addOption(new Option('-f, --file <file>', 'the collaboration file (default: collaboration.yaml)'))
    .addOption(
      new Option('--format <format>', 'how to print the answer (default: table)').choices(['table', 'json', 'csv']),
    )
    .addOption(new Option('--json', 'the same as --format json').conflicts('format'))
    .addOption(new Option('--no-color', 'no colours, also on a terminal; NO_COLOR does the same'))
    .helpOption('-h, --help', 'print help, with examples for each command')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('(glovebox help COMMAND shows examples)')
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox demo
  $ glovebox validate
  $ glovebox check --as advertiser "SELECT COUNT(*) AS n FROM impressions"
  $ glovebox query --as advertiser "SELECT COUNT(*) AS n FROM impressions"`,
    )
  for (const add of commands) add(program)
  return program
}
