import type { BudgetAnswer, BudgetView, Room } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodeOf } from '../exit-code.ts'
import { type Settings, settingsOf } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { countOf } from './count.ts'

type BudgetOptions = { readonly as?: string; readonly owner?: string; readonly limit?: number }

/** `glovebox budget` and `glovebox budget open-period`: what is spent, by whom and on what; and a new beginning. */
export function addBudget(program: Command): void {
  const budget = program
    .command('budget')
    .summary('show what is spent of the privacy budgets, or open a new period')
    .description(
      'Shows what is left of each privacy budget, how it went down, and who spent it on what. Budgets are shown as shares, because ε does not add up.',
    )
    .option('--as <member>', 'what this member may see: its own questions, or all about its own tables')
    .option('--owner <name>', 'only the budget of this owner')
    .option('--limit <count>', 'only the newest entries of each budget', countOf)
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox budget
  $ glovebox budget --as advertiser --owner publisher --limit 20
  $ glovebox budget --json
  $ glovebox budget --format csv > spent.csv
  $ glovebox budget open-period --as publisher --reason "data of 2027, about other months"`,
    )
    .action(async ({ as: member, owner, limit }: BudgetOptions, command: Command) => {
      const settings = settingsOf(command)
      const { withRoom } = await import('../with-room.ts')
      process.exitCode = await withRoom(settings, { createsState: false }, async (room) => {
        const answer = await room.budget({
          ...(member === undefined ? {} : { member }),
          ...(limit === undefined ? {} : { limit }),
        })
        await printBudget(
          answer.status === 'refused' ? answer : { ...answer, budgets: ofOwner(answer.budgets, owner) },
          settings,
        )
        return exitCodeOf(answer)
      })
    })
  addOpenPeriod(budget)
}

function addOpenPeriod(budget: Command): void {
  budget
    .command('open-period')
    .summary('let an owner’s budget begin anew')
    .description(
      'Opens a new period of an owner’s budget: what may be spent begins anew, and everything lost so far stays on record and is added to the loss over all periods. Meant for data about other people or another time: what was lost about the same people is not undone.',
    )
    .option('--as <owner>', 'the owner of the budget (required)')
    .requiredOption('--reason <text>', 'why; it is put on record for every member to see')
    // Those of `budget` mean nothing here.
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions: () => [...(budget.parent?.options ?? [])] })
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox budget open-period --as publisher --reason "data of 2027, about other months"`,
    )
    .action(async (_options: unknown, command: Command) => {
      const settings = settingsOf(command)
      // `--as` is an option of `budget` too, which takes it first.
      const options = command.optsWithGlobals<{ readonly as?: string; readonly reason: string }>()
      const reason = options.reason.trim()
      if (reason === '') throw new UsageError('--reason says nothing: say why the budget begins anew')
      const { withRoom } = await import('../with-room.ts')
      process.exitCode = await withRoom(settings, { createsState: true }, async (room) => {
        const member = options.as ?? (await sayWhoOwns(room))
        const answer = await room.openPeriod({ member, reason })
        await printOpened(answer, member, settings)
        return exitCodeOf(answer)
      })
    })
}

async function sayWhoOwns(room: Room): Promise<never> {
  const answer = await room.budget({ limit: 1 })
  const owners = answer.status === 'ok' ? answer.budgets.map(({ owner }) => owner).join(', ') : ''
  throw new UsageError(`say whose budget with --as OWNER${owners === '' ? '' : `: ${owners}`}`)
}

function ofOwner(budgets: readonly BudgetView[], owner: string | undefined): readonly BudgetView[] {
  if (owner === undefined) return budgets
  const found = budgets.filter((budget) => budget.owner === owner)
  if (found.length > 0) return found
  const owners = budgets.map((budget) => budget.owner).join(', ')
  throw new UsageError(`there is no budget of ${owner}${owners === '' ? '' : `; there are budgets of: ${owners}`}`)
}

async function printBudget(answer: BudgetAnswer, settings: Settings): Promise<void> {
  const { format, out } = settings
  const [print, { budgetJson }, { budgetLines, entryColumns, entryRows }] = await Promise.all([
    import('../output/print.ts'),
    import('../output/answer-json.ts'),
    import('../output/budget-answer.ts'),
  ])
  if (format === 'json') return print.printJson(budgetJson(answer))
  if (answer.status === 'refused') return print.printRefusal(answer, settings)
  const { budgets } = answer
  if (format === 'csv') return print.printTable(entryColumns, budgets.flatMap(entryRows), format, out)
  if (budgets.length === 0) return print.printNotes(['no owner has set a privacy budget'])
  const width = process.stdout.columns ?? 100
  for (const [index, budget] of budgets.entries()) {
    if (index > 0) await print.printLines([''])
    await print.printLines(budgetLines(budget, { style: out, width, isUnicode: out.isColoured }))
  }
}

async function printOpened(answer: BudgetAnswer, owner: string, settings: Settings): Promise<void> {
  const { format, err } = settings
  const [print, { budgetJson }, { showLine }, { lossText }] = await Promise.all([
    import('../output/print.ts'),
    import('../output/answer-json.ts'),
    import('@glovebox/diagnostics'),
    import('../output/rounded.ts'),
  ])
  if (format === 'json') return print.printJson(budgetJson(answer))
  if (answer.status === 'refused') return print.printRefusal(answer, settings)
  const opened = answer.budgets.find((budget) => budget.owner === owner)
  if (opened === undefined) return
  await print.printNotes([
    `${err.green('opened')}: a new period of the budget of ${showLine(owner)}, on record with its reason`,
    `what may be spent begins anew; what was lost is not undone: ${lossText(opened.lifetime)} over all periods`,
  ])
}
