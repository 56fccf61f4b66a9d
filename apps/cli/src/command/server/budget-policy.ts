import type { BudgetPolicy } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import { confirmed } from '../../remote/confirm.ts'
import { onServer } from '../../remote/on-server.ts'
import { UsageError } from '../../usage-error.ts'
import { addVerb } from './verb.ts'

type SetOptions = { readonly policy?: string; readonly epsilon?: string; readonly delta?: string }
type DataSetOptions = { readonly epsilon: string; readonly delta?: string; readonly warnAt?: readonly string[] }

/** `glovebox budget policy`, `set-policy` and `remove-policy`: what may be spent on one's protected tables. */
export function addBudgetPolicy(program: Command): void {
  const budget = program.commands.find((command) => command.name() === 'budget')
  if (budget === undefined) return

  addVerb(budget, 'policy', {
    summary: 'show what may be spent on your tables on a server',
    description: 'Shows what may be spent on your protected tables in a collaboration of a server.',
    examples: ['budget policy', 'budget policy --json'],
  }).action(
    onServer(async ({ api, client, collaboration, show }) => {
      const params = { collaboration: (await collaboration()).id }
      await show.one(await client.call(api.getBudgetPolicy, { params }))
    }),
  )

  addVerb(budget, 'set-policy', {
    summary: 'say what may be spent on your tables on a server',
    description:
      'Says what may be spent on your protected tables in a collaboration of a server, in the words of the collaboration file. What was spent stays spent.',
    examples: ['budget set-policy --epsilon 4 --delta 1e-6', 'budget set-policy --policy budget.yaml'],
  })
    .option('--policy <file>', 'all of it: JSON or YAML, alone or under `budget`')
    .option('--epsilon <number>', 'how much may be lost')
    .option('--delta <number>', 'how likely more may be lost')
    .action(
      onServer<SetOptions>(async ({ api, client, collaboration, options, show }) => {
        const body = await policyOf(options)
        const params = { collaboration: (await collaboration()).id }
        const policy = await client.call(api.putBudgetPolicy, { params, body })
        await show.one(policy)
      }),
    )

  addVerb(budget, 'remove-policy', {
    summary: 'let nothing more be spent on your tables on a server',
    description: 'Lets nothing more be spent on your protected tables in a collaboration of a server.',
    examples: ['budget remove-policy --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }>(async ({ api, client, collaboration, endWith, options, show }) => {
        const { id, name } = await collaboration()
        if (!(await confirmed(`Let nothing more be spent in ${name}?`, options))) return endWith(exitCodes.cancelled)
        await client.call(api.deleteBudgetPolicy, { params: { collaboration: id } })
        await show.done(`nothing more is spent on your tables in ${name}`)
      }),
    )

  addVerb(budget, 'data-set', {
    summary: 'show what may be spent on your tables in all collaborations of a server',
    description:
      'Shows what may be spent on your protected tables in all collaborations of a server together, and what is gone of it.',
    examples: ['budget data-set', 'budget data-set --json'],
  }).action(onServer(async ({ api, client, show }) => show.one(await client.call(api.getDataSetBudget, {}))))

  addVerb(budget, 'set-data-set', {
    summary: 'say what may be spent on your tables in all collaborations of a server',
    description:
      'Says what may be spent on your protected tables in all collaborations of a server together, beside the budget of each. What was spent stays spent.',
    examples: ['budget set-data-set --epsilon 6', 'budget set-data-set --epsilon 6 --delta 1e-6 --warn-at 0.5 0.8'],
  })
    .requiredOption('--epsilon <number>', 'how much may be lost')
    .option('--delta <number>', 'how likely more may be lost')
    .option('--warn-at <shares...>', 'the shares spent at which an event is sent to you, such as 0.8')
    .action(
      onServer<DataSetOptions>(async ({ api, client, options, show }) => {
        const { epsilon, delta, warnAt } = options
        const body = {
          epsilon: numberOf('--epsilon', epsilon),
          ...(delta === undefined ? {} : { delta: numberOf('--delta', delta) }),
          ...(warnAt === undefined ? {} : { warnAt: warnAt.map((share) => numberOf('--warn-at', share)) }),
        }
        await show.one(await client.call(api.putDataSetBudget, { body }))
      }),
    )

  addVerb(budget, 'remove-data-set', {
    summary: 'let the budgets of collaborations alone say what may be spent on your tables',
    description: 'Removes the budget over all collaborations: the budget of each collaboration then stands alone.',
    examples: ['budget remove-data-set --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }>(async ({ api, client, endWith, options, show }) => {
        if (!(await confirmed('Remove the budget over all collaborations?', options)))
          return endWith(exitCodes.cancelled)
        await client.call(api.deleteDataSetBudget, {})
        await show.done('the budget of each collaboration stands alone')
      }),
    )
}

async function policyOf({ policy, epsilon, delta }: SetOptions): Promise<BudgetPolicy> {
  if ((policy === undefined) === (epsilon === undefined)) throw new UsageError('say --policy FILE, or --epsilon')
  if (policy === undefined)
    return {
      epsilon: numberOf('--epsilon', epsilon ?? ''),
      ...(delta === undefined ? {} : { delta: numberOf('--delta', delta) }),
    }
  const { readData } = await import('../../remote/read-text.ts')
  const data = await readData(policy)
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data)
  if (!isMap) throw new UsageError(`${policy} holds no budget`)
  const inner = 'budget' in data ? data.budget : data
  // The server says what is wrong with it.
  return inner as BudgetPolicy
}

function numberOf(option: string, written: string): number {
  const number = Number(written)
  if (written.trim() === '' || !Number.isFinite(number)) throw new UsageError(`${option} takes a number`)
  return number
}
