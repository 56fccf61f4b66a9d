import { type BudgetList, described, integer, listBudgets, object, optional, type Shape } from '@glovebox/api'
import { collaborationText, findCollaboration } from './find-collaboration.ts'
import { type AnyTool, reading, tool } from './tool.ts'

type Input = { readonly collaboration: string; readonly entries?: number }
const budgets = listBudgets.answer.shape as Shape<BudgetList>

/** What is left of the privacy budgets. */
export const readBudgetsTool: AnyTool = tool<Input, BudgetList>({
  name: 'read_budgets',
  title: 'Read privacy budgets',
  description:
    'The privacy budget of each owner in a collaboration: its size, what is spent and what remains, which members spent it, and the newest charges. What is spent does not come back within a period.',
  input: object<Input>({
    collaboration: collaborationText,
    entries: optional(
      described(integer({ min: 0, max: 200 }), 'how many of the newest charges; 20 where it is absent'),
    ),
  }),
  data: budgets,
  hints: reading,
  run: async ({ collaboration, entries = 20 }, { client, signal }) =>
    await client.call(
      listBudgets,
      { params: { collaboration: await findCollaboration(client, collaboration) }, query: { limit: entries } },
      { signal },
    ),
})
