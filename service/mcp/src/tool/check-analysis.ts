import { type CheckAnswer, checkAnalysis, checkAnswer, object } from '@glovebox/api'
import { type AskInput, askFields, askOf } from './ask.ts'
import { findCollaboration } from './find-collaboration.ts'
import { type AnyTool, reading, tool } from './tool.ts'

/** Pre-flight. */
export const checkAnalysisTool: AnyTool = tool<AskInput, CheckAnswer>({
  name: 'check_analysis',
  title: 'Check an analysis',
  description:
    'Says, without running anything and at no cost, whether an analysis is allowed: the verdict of the rule of every table, what it would cost of each privacy budget and what would be left, the error to expect of each number, what small groups would be withheld, and diagnostics with help on what would be accepted. A refusal is an answer: look at `status`.',
  input: object<AskInput>(askFields),
  data: checkAnswer,
  hints: reading,
  run: async (input, { client, signal }) => {
    const [body, collaboration] = [askOf(input), await findCollaboration(client, input.collaboration)]
    return await client.call(checkAnalysis, { params: { collaboration }, body }, { signal })
  },
})
