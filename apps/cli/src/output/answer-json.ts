import type {
  BudgetAnswer,
  CheckAnswer,
  DiagnosticView,
  ExplainAnswer,
  OpeningAnswer,
  PrivacyStatement,
  QueryAnswer,
  ReceiptAnswer,
  Refusal,
  ValidateAnswer,
} from '@glovebox/api'
import { escapeJson } from './escape-json.ts'

// The JSON of `--json`: published shapes, which scripts depend on. Fields are listed, so that nothing slips in.

/** One JSON value and a line end. */
export function* jsonText(value: unknown): Generator<string> {
  yield `${escapeJson(JSON.stringify(value))}\n`
}

/** A query's answer, a row at a time: the whole may be longer than any string. */
export function* queryJson(answer: QueryAnswer): Generator<string> {
  if (answer.status === 'refused') return yield* jsonText(refusalJson(answer))
  if (answer.status !== 'ok') {
    const { status, diagnostics, receipt } = answer
    return yield* jsonText({ status, diagnostics: diagnostics.map(diagnosticJson), receipt })
  }
  const { columns, rows, privacy, suppression, receipt, receivers } = answer
  yield `{"status":"ok","columns":${escapeJson(JSON.stringify(columns))}`
  if (rows === undefined) yield `,"receivers":${escapeJson(JSON.stringify(receivers))}`
  else {
    yield ',"rows":['
    let comma = ''
    for (const row of rows) {
      yield `${comma}${escapeJson(JSON.stringify(row))}`
      comma = ','
    }
    yield ']'
  }
  if (privacy !== undefined) yield* privacyJson(privacy)
  yield `,"suppression":${escapeJson(JSON.stringify(suppression))},"receipt":${JSON.stringify(receipt)}}\n`
}

/** What a result promises, an interval at a time: there may be one for each row. */
function* privacyJson({ intervals, ...statement }: PrivacyStatement): Generator<string> {
  const { epsilon, delta, accounting, neighbours, trustModel, excluded, owners, steps, notes } = statement
  const listed = { epsilon, delta, accounting, neighbours, trustModel, excluded, owners, steps, notes }
  yield `,"privacy":${escapeJson(JSON.stringify(listed)).slice(0, -1)},"intervals":{`
  let comma = ''
  for (const [column, { confidence, halfWidth, perRow }] of Object.entries(intervals)) {
    const constant = escapeJson(JSON.stringify({ confidence, halfWidth }))
    yield `${comma}${escapeJson(JSON.stringify(column))}:${constant.slice(0, -1)}`
    if (perRow !== undefined) {
      yield ',"perRow":['
      for (const [row, ends] of perRow.entries()) yield `${row === 0 ? '' : ','}${JSON.stringify(ends)}`
      yield ']'
    }
    yield '}'
    comma = ','
  }
  yield '}}'
}

/** A refusal, of whatever verb. */
export function refusalJson({ status, diagnostics }: Pick<Refusal, 'status' | 'diagnostics'>): unknown {
  return { status, diagnostics: diagnostics.map(diagnosticJson) }
}

/** What validation says of a file, in the shape of a refusal, and its tables where it is valid. */
export function validateJson(answer: ValidateAnswer): unknown {
  if (answer.status === 'refused') return refusalJson(answer)
  const { status, diagnostics, tables } = answer
  return { status, diagnostics: diagnostics.map(diagnosticJson), tables }
}

/** A pre-flight verdict: price, expected error, rules and what would be withheld. */
export function checkJson(answer: CheckAnswer): unknown {
  const { status, price, expectedError, usefulness, rules, suppression, diagnostics } = answer
  const said = diagnostics.map(diagnosticJson)
  return { status, price, expectedError, usefulness, rules, suppression, diagnostics: said }
}

/** Budgets, what is spent of them, and on what. */
export function budgetJson(answer: BudgetAnswer): unknown {
  return answer.status === 'refused' ? refusalJson(answer) : { status: answer.status, budgets: answer.budgets }
}

/** How a question would run, from relation to emitted SQL. */
export function explainJson(answer: ExplainAnswer): unknown {
  if (answer.status === 'refused') return refusalJson(answer)
  const { status, relation, protectedRelation, suppression, privacy, emitted } = answer
  return { status, relation, protectedRelation, suppression, privacy, emitted }
}

/** A receipt, with what opens it for one member. */
export function receiptJson(answer: ReceiptAnswer, opening: OpeningAnswer | undefined): unknown {
  if (opening?.status === 'refused') return refusalJson(opening)
  if (answer.status === 'unknown') return answer
  return { ...answer, ...(opening?.status === 'ok' ? { opening: { ...opening, status: undefined } } : {}) }
}

function diagnosticJson({ code, severity, message, help, table, owner, at }: DiagnosticView): unknown {
  return { code, severity, message, help, table, owner, at }
}
