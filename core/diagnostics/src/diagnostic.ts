import { type Code, type Codes, catalogue } from './catalogue/catalogue.ts'
import type { Span } from './span.ts'

/** A refusal: what is wrong, where, and what would be accepted. Never depends on row values. */
export type Diagnostic = {
  readonly code: Code
  /** `error` refuses; `warning` is said and goes on. */
  readonly severity: 'error' | 'warning'
  /** What is wrong. */
  readonly message: string
  /** What would be accepted. */
  readonly help: string
  /** The place in the text it speaks of; absent only where there is none. */
  readonly at?: Span
  /** The table association whose rule refuses. */
  readonly table?: string
  /** The member whose rule refuses. */
  readonly owner?: string
}

/** Who refuses: the table association and its owner. */
export type Author = { readonly table?: string; readonly owner?: string }

/** The diagnostic of a code: wording from the catalogue, place and author from the caller. */
export function diagnostic<C extends Code>(code: C, parameters: Codes[C], at?: Span, author: Author = {}): Diagnostic {
  const wording = catalogue[code]
  return {
    code,
    severity: wording.severity ?? 'error',
    message: wording.message(parameters),
    help: wording.help(parameters),
    ...(at === undefined ? {} : { at }),
    ...author,
  }
}

/** Whether any of the diagnostics refuses. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error')
}
