import { type ExplainAnswer, explainAnalysis, object, type Shape } from '@glovebox/api'
import { type AskInput, askFields, askOf } from './ask.ts'
import { findCollaboration } from './find-collaboration.ts'
import { type AnyTool, reading, tool } from './tool.ts'

type Data = { readonly explanation: ExplainAnswer }
const explanation = explainAnalysis.answer.shape as Shape<ExplainAnswer>

/** How an analysis would run. */
export const explainAnalysisTool: AnyTool = tool<AskInput, Data>({
  name: 'explain_analysis',
  title: 'Explain an analysis',
  description:
    'How an analysis would run, at no cost: the relation that was understood, the same with thresholds built in, the SQL that the engine is given, and for protected tables the bounds, noise and privacy loss of each step.',
  input: object<AskInput>(askFields),
  data: object<Data>({ explanation }),
  hints: reading,
  run: async (input, { client, signal }) => {
    const [body, collaboration] = [askOf(input), await findCollaboration(client, input.collaboration)]
    return { explanation: await client.call(explainAnalysis, { params: { collaboration }, body }, { signal }) }
  },
})
