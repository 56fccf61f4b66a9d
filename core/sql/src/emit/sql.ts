/** A piece of SQL, and how tightly its outermost operator binds: parentheses stand only where they must. */
export type Sql = {
  readonly text: string
  readonly binds: Binding
  /** It is NULL, whatever the row. */
  readonly isNull?: true
}

/** How tightly operators bind, loosest first. */
export type Binding = 'or' | 'and' | 'not' | 'comparison' | 'sum' | 'product' | 'sign' | 'atom'

const tightness: Readonly<Record<Binding, number>> = {
  or: 0,
  and: 1,
  not: 2,
  comparison: 3,
  sum: 4,
  product: 5,
  sign: 6,
  atom: 7,
}

/** A piece that needs no parentheses anywhere. */
export function atom(text: string): Sql {
  return { text, binds: 'atom' }
}

/** The text of a piece where an operand of at least the given binding is expected. */
export function operand(sql: Sql, binds: Binding): string {
  return tightness[sql.binds] < tightness[binds] ? `(${sql.text})` : sql.text
}

/** `name(a, b)`. */
export function invoke(name: string, ...args: readonly (Sql | string)[]): Sql {
  return atom(`${name}(${args.map((arg) => (typeof arg === 'string' ? arg : arg.text)).join(', ')})`)
}

/** `a + b`; the left operand may be of the same kind. */
export function infix(left: Sql, operator: string, right: Sql, binds: 'sum' | 'product'): Sql {
  const tighter = binds === 'sum' ? 'product' : 'sign'
  return { text: `${operand(left, binds)} ${operator} ${operand(right, tighter)}`, binds }
}

/** `a = b`. */
export function compare(left: Sql, operator: string, right: Sql): Sql {
  return { text: `${operand(left, 'sum')} ${operator} ${operand(right, 'sum')}`, binds: 'comparison' }
}

/** `a AND b AND c`. */
export function connect(conditions: readonly Sql[], connective: 'and' | 'or'): Sql {
  const [only] = conditions
  if (only !== undefined && conditions.length === 1) return only
  // An OR below an AND, and an AND below an OR, are both put in parentheses: people do not know which binds tighter.
  const parts = conditions.map((c) => (c.binds === 'or' || c.binds === 'and' ? `(${c.text})` : c.text))
  return { text: parts.join(` ${connective.toUpperCase()} `), binds: connective }
}

/** `CASE WHEN … THEN … ELSE … END`. */
export function choose(branches: readonly (readonly [when: Sql, then: Sql])[], otherwise?: Sql): Sql {
  const whens = branches.map(([when, then]) => `WHEN ${when.text} THEN ${then.text}`)
  return atom(`CASE ${whens.join(' ')}${otherwise === undefined ? '' : ` ELSE ${otherwise.text}`} END`)
}

/** The value where the condition is true, NULL elsewhere. */
export function only(when: Sql, then: Sql): Sql {
  return choose([[when, then]])
}

/**
 * A line break of the layout. It is not `\n` before the text is complete, because names may hold line breaks of their
 * own, which indenting must not touch.
 */
export const lineBreak = '\0'

/** The lines moved to the right. */
export function indent(text: string): string {
  return `  ${text.replaceAll(lineBreak, `${lineBreak}  `)}`
}

/** A quoted name. */
export function quoteName(name: string): string {
  // The break of the layout, and where C programs take a text to end.
  if (name.includes('\0')) throw new Error('a name that holds the character NUL')
  return `"${name.replaceAll('"', '""')}"`
}
