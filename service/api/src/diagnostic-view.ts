import { type Diagnostic, positionAt } from '@glovebox/diagnostics'
import type { DiagnosticView } from './answer.ts'

/** A diagnostic as it goes over the wire: the place with its line and column in `text`. */
export function diagnosticView(diagnostic: Diagnostic, text: string): DiagnosticView {
  const { code, severity, message, help, table, owner, at } = diagnostic
  return {
    code,
    severity,
    message,
    help,
    ...(table === undefined ? {} : { table }),
    ...(owner === undefined ? {} : { owner }),
    ...(at === undefined ? {} : { at: { start: at.start, end: at.end, ...positionAt(text, at.start) } }),
  }
}
