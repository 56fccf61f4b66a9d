import type { DiagnosticView } from '../answer.ts'
import { type Problem, type ProblemCode, problems } from './problem.ts'
import { integer, list, type Mismatch, object, oneOf, optional, type Shape, text } from './shape.ts'

type Place = NonNullable<DiagnosticView['at']>

const placeShape: Shape<Place> = object<Place>({
  start: integer({ min: 0 }),
  end: integer({ min: 0 }),
  line: integer({ min: 1 }),
  column: integer({ min: 1 }),
})

/** A diagnostic on the wire. */
export const diagnosticShape: Shape<DiagnosticView> = object<DiagnosticView>(
  {
    code: text({ max: 100 }),
    severity: oneOf('error', 'warning'),
    message: text(),
    help: text(),
    table: optional(text()),
    owner: optional(text()),
    at: optional(placeShape),
  },
  { name: 'Diagnostic', description: 'Why something is refused, where, and what would be accepted.' },
)

const mismatchShape: Shape<Mismatch> = object<Mismatch>({ path: text(), message: text() })

/** A problem on the wire (RFC 9457). */
export const problemShape: Shape<Problem> = object<Problem>(
  {
    type: text(),
    title: text(),
    status: integer({ min: 400, max: 599 }),
    code: oneOf(...(Object.keys(problems) as ProblemCode[])),
    reason: optional(text({ max: 200 })),
    detail: optional(text()),
    help: optional(text()),
    instance: optional(text({ max: 200 })),
    mismatches: optional(list(mismatchShape)),
    diagnostics: optional(list(diagnosticShape)),
    text: optional(text({ max: 1_000_000 })),
  },
  { name: 'Problem', description: 'A request that was not served (RFC 9457).' },
)
