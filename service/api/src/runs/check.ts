import type { CheckAnswer, ExplainAnswer } from '../answer.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { checkAnswer, explainAnswer } from './answer-shapes.ts'
import { type AnalysisAsk, analysisAsk, type InCollaboration, inCollaboration } from './ask.ts'

type Input = { readonly params: InCollaboration; readonly query: Nothing; readonly body: AnalysisAsk }

/** Pre-flight. */
export const checkAnalysis: Route<Input, CheckAnswer> = {
  id: 'checkAnalysis',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/check',
  tag: 'runs',
  summary: 'What every rule says of an analysis, what it would cost and what error to expect',
  description: 'Runs nothing, spends nothing and is written down nowhere. A refusal is an answer: look at `status`.',
  access: 'analyses:check',
  params: inCollaboration,
  query: nothing,
  body: analysisAsk,
  answer: { status: 200, shape: checkAnswer },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** The privacy plan of an analysis. */
export const explainAnalysis: Route<Input, ExplainAnswer> = {
  id: 'explainAnalysis',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/explain',
  tag: 'runs',
  summary: 'How an analysis would run: bounds, noise, loss, and the SQL that engines are given',
  access: 'analyses:check',
  params: inCollaboration,
  query: nothing,
  body: analysisAsk,
  answer: { status: 200, shape: explainAnswer },
  problems: ['NOT_FOUND', 'CONFLICT'],
}
