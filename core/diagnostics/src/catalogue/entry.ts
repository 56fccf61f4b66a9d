/** The wording of one code. `P` names what the wording speaks of. */
export type Entry<P> = {
  /** `warning` is said and goes on; absent refuses. */
  readonly severity?: 'warning'
  /** What is wrong: lower case, no final period, no line break, user text in backticks. */
  readonly message: (parameters: P) => string
  /** What would be accepted, with the real names. */
  readonly help: (parameters: P) => string
}

/** A family of codes: a wording for each, or it does not compile. */
export type Wording<Family> = { readonly [C in keyof Family]: Entry<Family[C]> }

/** The parameters of a code whose wording is constant. */
export type Nothing = Record<never, never>

/** User text in backticks, shortened, so that a message stays one readable line. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return `\`${line.length > 60 ? `${line.slice(0, 57)}...` : line}\``
}

/** `a`, `b` or `c`; `none` where the list is empty. */
export function oneOf(names: readonly string[], none = 'nothing'): string {
  const quoted = names.slice(0, 12).map(quote)
  if (names.length > 12) return `${quoted.join(', ')} … (${names.length} in all)`
  const last = quoted.pop()
  if (last === undefined) return none
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}
