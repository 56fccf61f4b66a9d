import { ErrorCode, type GetPromptResult, McpError } from '@modelcontextprotocol/sdk/types.js'

/** A conversation that a person can begin. */
type Prompt = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly required: boolean }[]
  readonly text: string
}

const collaboration = { name: 'collaboration', description: 'its id or name', required: true }

/** Every prompt. */
export const prompts: readonly Prompt[] = [
  {
    name: 'explore-collaboration',
    title: 'Explore a collaboration',
    description: 'What there is in a collaboration, and what may be asked of it',
    arguments: [collaboration],
    text: 'Explore the collaboration named below with describe_collaboration and read_budgets. Tell me who its members are, which tables I may ask and which I may not and why, what each rule means for the questions I can ask, and what is left of each privacy budget. Then suggest three questions that the rules allow; hold each against check_analysis before you suggest it. Run nothing.',
  },
  {
    name: 'write-query',
    title: 'Write a query that rules allow',
    description: 'From a question to SQL that every rule allows, with its price',
    arguments: [collaboration, { name: 'question', description: 'what you want to know', required: true }],
    text: 'Write one SELECT for the question named below. Read describe_collaboration first. Prefer an approved template where one answers it. Hold every attempt against check_analysis; where a rule refuses, follow the help of its diagnostics, and where no allowed SQL answers the question say so and offer the nearest one that does. Show me the SQL, its price for each budget, the error to expect and what would be withheld. Do not run it before I agree.',
  },
  {
    name: 'interpret-result',
    title: 'Interpret a result',
    description: 'What a result says, and what it does not',
    arguments: [collaboration, { name: 'run', description: 'the id of the run', required: true }],
    text: 'Read the run named below with read_run and interpret its result. Give every noisy number with its interval, say which differences are within the noise, which groups may be missing because rules withhold small ones, and what the privacy statement promises. Do not treat a missing group as zero. Do not run anything.',
  },
  {
    name: 'compare-results',
    title: 'Compare two results',
    description: 'Whether two results really differ',
    arguments: [
      collaboration,
      { name: 'first', description: 'the id of one run', required: true },
      { name: 'second', description: 'the id of the other run', required: true },
    ],
    text: 'Read both runs named below with read_run and compare them. Say whether they ask the same of the same tables in the same period. Compare numbers by their intervals: where intervals overlap, say that the results do not tell the difference. Groups that stand in only one of them may have been withheld in the other. Do not run anything.',
  },
]

/** A prompt with its arguments, which stand as JSON below it. */
export function promptNamed(name: string, given: Readonly<Record<string, string>>): GetPromptResult {
  const prompt = prompts.find((one) => one.name === name)
  if (prompt === undefined) throw new McpError(ErrorCode.InvalidParams, 'there is no such prompt')
  const missing = prompt.arguments.filter((one) => one.required && (given[one.name] ?? '') === '')
  if (missing.length > 0)
    throw new McpError(ErrorCode.InvalidParams, `the prompt needs ${missing.map((one) => one.name).join(', ')}`)
  const args = Object.fromEntries(prompt.arguments.map((one) => [one.name, given[one.name]]))
  const text = `${prompt.text}\n\n${JSON.stringify(args)}`
  return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] }
}
