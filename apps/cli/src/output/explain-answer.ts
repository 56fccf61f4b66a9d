import type { ExplainAnswer } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import { privacyPlanLines } from './private-steps.ts'
import type { Style } from './style.ts'

/** How a question would run: what was understood, how it is made private, and what engines are given. */
export function* explainLines(answer: Extract<ExplainAnswer, { status: 'ok' }>, style: Style): Generator<string> {
  const { relation, protectedRelation, privacy, emitted } = answer
  yield* section('what was understood', relation, style)
  if (privacy === undefined) yield* section('with every threshold built in', protectedRelation, style)
  else {
    yield* privacyPlanLines(privacy, style)
    yield ''
    yield* section('what follows on the published numbers', protectedRelation, style)
  }
  for (const { dialect, purpose, sql } of emitted) {
    const what = privacy === undefined ? '' : `: ${showLine(purpose)}`
    yield* section(`SQL for ${dialect}${what}`, sql, style)
  }
}

function* section(title: string, text: string, style: Style): Generator<string> {
  yield style.bold(title)
  for (const line of text.split('\n')) yield `  ${showLine(line)}`
  yield ''
}
