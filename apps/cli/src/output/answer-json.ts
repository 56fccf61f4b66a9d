import type {
  CheckAnswer,
  DiagnosticView,
  ExplainAnswer,
  OpeningAnswer,
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
  const { columns, rows, suppression, receipt, receivers } = answer
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
  yield `,"suppression":${escapeJson(JSON.stringify(suppression))},"receipt":${JSON.stringify(receipt)}}\n`
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

/** A pre-flight verdict: price, rules and what would be withheld. */
export function checkJson({ status, price, expectedError, rules, suppression, diagnostics }: CheckAnswer): unknown {
  return { status, price, expectedError, rules, suppression, diagnostics: diagnostics.map(diagnosticJson) }
}

/** How a question would run, from relation to emitted SQL. */
export function explainJson(answer: ExplainAnswer): unknown {
  if (answer.status === 'refused') return refusalJson(answer)
  const { status, relation, protectedRelation, suppression, emitted } = answer
  return { status, relation, protectedRelation, suppression, emitted }
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
