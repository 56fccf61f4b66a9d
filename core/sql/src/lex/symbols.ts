import { refusedOperators } from '@glovebox/diagnostics'

/** Symbols of the grammar; brackets, braces and the colon are known only to be refused with a reason. */
const structure = ['(', ')', '[', ']', '{', '}', ',', ';', '.', ':', '::', '=>']

/** Operators that exist. */
const operators = ['*', '+', '-', '/', '%', '||', '=', '<>', '!=', '<', '<=', '>', '>=']

const symbols: ReadonlySet<string> = new Set([
  ...structure,
  ...operators,
  ...Object.keys(refusedOperators).filter((operator) => !/[A-Z]/.test(operator)),
])

const longest = Math.max(...[...symbols].map((symbol) => symbol.length))

/** The longest symbol that begins at `start`; undefined where none does. */
export function symbolAt(text: string, start: number): string | undefined {
  for (let length = longest; length > 0; length--) {
    const candidate = text.slice(start, start + length)
    if (candidate.length === length && symbols.has(candidate)) return candidate
  }
  return undefined
}
