import { Command, Option } from 'commander'
import { addBudget } from './command/budget.ts'
import { addCheck } from './command/check.ts'
import { addCompletion } from './command/completion.ts'
import { addDemo } from './command/demo.ts'
import { addExplain } from './command/explain.ts'
import { addLog } from './command/log.ts'
import { addQuery } from './command/query.ts'
import { addReceipt } from './command/receipt.ts'
import { addAccount } from './command/server/account/account.ts'
import { addKey } from './command/server/account/key.ts'
import { addOrganisation } from './command/server/account/organisation.ts'
import { addUser } from './command/server/account/user.ts'
import { addActivate } from './command/server/activate.ts'
import { addAnalysis } from './command/server/analysis/analysis.ts'
import { addApi } from './command/server/api.ts'
import { addBackup } from './command/server/backup.ts'
import { addBudgetPolicy } from './command/server/budget-policy.ts'
import { addChange } from './command/server/change/change.ts'
import { addCollaboration } from './command/server/collaboration/collaboration.ts'
import { addConnection } from './command/server/connection/connection.ts'
import { addSource } from './command/server/connection/source.ts'
import { addDestination } from './command/server/destination/destination.ts'
import { addApply } from './command/server/document/apply.ts'
import { addExport } from './command/server/document/export.ts'
import { addFile } from './command/server/file/file.ts'
import { addIntermediate } from './command/server/intermediate/intermediate.ts'
import { addLogin } from './command/server/login.ts'
import { addLogout } from './command/server/logout.ts'
import { addMcp } from './command/server/mcp.ts'
import { addRestore } from './command/server/restore.ts'
import { addRotateKey } from './command/server/rotate-key.ts'
import { addRun } from './command/server/run/run.ts'
import { addSchedule } from './command/server/schedule/schedule.ts'
import { addServe } from './command/server/serve.ts'
import { addSetup } from './command/server/setup.ts'
import { addImport } from './command/server/table/import.ts'
import { addTable } from './command/server/table/table.ts'
import { addTemplate } from './command/server/template/template.ts'
import { addUsage } from './command/server/usage.ts'
import { addWaiting } from './command/server/waiting.ts'
import { addWebhook } from './command/server/webhook/webhook.ts'
import { addWhoami } from './command/server/whoami.ts'
import { addShare } from './command/share/share.ts'
import { addValidate } from './command/validate.ts'

/** The commands of a room, in this process or on a server, in the order of `--help`. */
const commands: readonly ((program: Command) => void)[] = [
  addDemo,
  addValidate,
  addCheck,
  addExplain,
  addQuery,
  addBudget,
  addLog,
  addReceipt,
  addImport,
  addCompletion,
]

/** Those that speak to a server alone. */
const serverCommands: readonly ((program: Command) => void)[] = [
  addSetup,
  addLogin,
  addLogout,
  addWhoami,
  addWaiting,
  addCollaboration,
  addChange,
  addFile,
  addConnection,
  addSource,
  addTable,
  addTemplate,
  addApply,
  addExport,
  addRun,
  addAnalysis,
  addIntermediate,
  addDestination,
  addActivate,
  addSchedule,
  addWebhook,
  addUsage,
  addKey,
  addAccount,
  addUser,
  addOrganisation,
  addApi,
  addMcp,
]

/** Those of whoever runs one. */
const operatorCommands: readonly ((program: Command) => void)[] = [addServe, addBackup, addRestore, addRotateKey]

/** Those of whoever owns data, on its own machine. */
const ownerCommands: readonly ((program: Command) => void)[] = [addShare]

/** The whole command line. Parsing it throws where it cannot be meant. */
export function buildProgram(version: string): Command {
  const program = new Command('glovebox')
    .description('Analyse data together; nobody sees anybody’s rows.')
    .version(version, '-V, --version', 'print the version')
    .addOption(new Option('-f, --file <file>', 'the collaboration file (default: collaboration.yaml)'))
    .addOption(new Option('--server <url>', 'speak to this server instead of a file (GLOVEBOX_SERVER does the same)'))
    .addOption(new Option('--collaboration <name>', 'the collaboration on the server, by name or id'))
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
  program.commandsGroup('On a server:')
  for (const add of serverCommands) add(program)
  program.commandsGroup('For owners, beside their data:')
  for (const add of ownerCommands) add(program)
  program.commandsGroup('For operators of a server:')
  for (const add of operatorCommands) add(program)
  addBudgetPolicy(program)
  return program
}
