import type { Span } from '@glovebox/diagnostics'

/** A word of the text. */
export type Token = {
  readonly kind: 'word' | 'quoted-name' | 'string' | 'number' | 'parameter' | 'symbol' | 'end'
  /** The word, number or symbol as written; the value of a string or quoted name; the name of a parameter. */
  readonly text: string
  /** The upper-case spelling of a word in ASCII letters, which is how keywords are told; else empty. */
  readonly word: string
  readonly at: Span
}
