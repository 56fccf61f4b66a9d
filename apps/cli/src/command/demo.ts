import type { Ask } from '@glovebox/cleanroom'
import type { Command } from 'commander'
import { exitCodes } from '../exit-code.ts'
import { settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'

const defaultFolder = 'glovebox-demo'

/** `glovebox demo`: two companies, one room, real data. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('set up and run an example on real data')
    .description(
      'Sets up an example of two companies on real data in a new folder, and walks through it: what rules allow and refuse, attacks that they do not stop, and the same attacks under differential privacy.',
    )
    .argument(
      '[folder]',
      `where to put it (default: ${defaultFolder}, or the first of ${defaultFolder}-2, -3 … that is free)`,
    )
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox demo
  $ glovebox demo ~/play`,
    )
    .action(async (given: string | undefined, _options: unknown, command: Command) => {
      const settings = settingsOf(command)
      if (settings.format !== 'table') throw new UsageError('the demo is for people: it has no other format')
      const folder = given ?? (await freeFolder())
      if (await isTaken(folder)) throw new UsageError(`${folder} is not empty: name another folder, or remove this one`)
      const [{ runDemo }, { openRoom }, { cancellation }, { renderQueryAnswer }, { budgetLines }] = await Promise.all([
        import('../demo/run-demo.ts'),
        import('../local.ts'),
        import('../cancel.ts'),
        import('../output/query-answer.ts'),
        import('../output/budget-answer.ts'),
      ])
      const { out } = settings
      // All of it is one story, so all of it goes to standard output.
      const say = (text: string): void => {
        process.stdout.write(`${text}\n`)
      }
      const isAsExpected = await runDemo(folder, {
        signal: cancellation(),
        open: async (file) => {
          const opened = await openRoom(file, { createsState: true })
          if (!opened.ok) throw new UsageError(opened.diagnostics.map(({ message }) => message).join('; '))
          return opened.value
        },
        heading: (text) => say(`\n${out.bold(text)}\n`),
        say,
        show: (ask, answer, file) => {
          say(`\n${out.dim('$')} ${commandLine(ask, file)}\n`)
          const { data, notes } = renderQueryAnswer(answer, { ...settings, err: out })
          for (const piece of [...data, ...notes]) process.stdout.write(piece)
          say('')
        },
        showBudget: (budget, file) => {
          say(`${out.dim('$')} glovebox budget -f ${file}\n`)
          const width = process.stdout.columns ?? 100
          for (const line of budgetLines(budget, { style: out, width, isUnicode: out.isColoured })) say(line)
        },
      })
      process.exitCode = isAsExpected ? exitCodes.done : exitCodes.internal
    })
}

/** Whether a folder has something in it that the demo must not touch. */
async function isTaken(folder: string): Promise<boolean> {
  const { existsSync, readdirSync } = await import('node:fs')
  return existsSync(folder) && readdirSync(folder).length > 0
}

/** The default folder, or one numbered after it: somebody may go on playing in the last one. */
async function freeFolder(): Promise<string> {
  let folder = defaultFolder
  for (let n = 2; await isTaken(folder); n++) folder = `${defaultFolder}-${n}`
  return folder
}

/** The command that asks the same. */
function commandLine(ask: Ask, file: string | undefined): string {
  const query = `glovebox query${file === undefined ? '' : ` -f ${file}`} --as ${ask.member}`
  if (ask.kind === 'sql') return `${query} "${ask.sql}"`
  const parameters = Object.entries(ask.parameters).map(([name, value]) => ` --param ${name}=${value}`)
  return `${query} --template ${ask.template}${parameters.join('')}`
}
