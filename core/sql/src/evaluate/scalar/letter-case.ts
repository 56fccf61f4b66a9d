/** Letters whose one-to-one capital is not what JavaScript's many-to-one mapping gives. */
const capitals: ReadonlyMap<string, string> = new Map([
  ['ß', 'ẞ'],
  ['ᾳ', 'ᾼ'],
  ['ῃ', 'ῌ'],
  ['ῳ', 'ῼ'],
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((start) =>
    Array.from(
      { length: 8 },
      (_, i) => [String.fromCodePoint(start + i), String.fromCodePoint(start + 8 + i)] as const,
    ),
  ),
])

/** Letters that Unicode 16 and later gave a partner; here they have none, so that every engine agrees. */
const caseless: readonly (readonly [number, number])[] = [
  [0x019b, 0x019b],
  [0x0264, 0x0264],
  [0x1c89, 0x1c8a],
  [0xa7cb, 0xa7cf],
  [0xa7d2, 0xa7d5],
  [0xa7da, 0xa7dc],
  [0x10d50, 0x10d85],
  [0x16ea0, 0x16ed3],
]

/** The text in lower case, code point by code point. */
export function toLower(text: string): string {
  return map(text, (letter) => (letter === 'İ' ? 'i' : single(letter, letter.toLowerCase())))
}

/** The text in upper case, code point by code point. */
export function toUpper(text: string): string {
  return map(text, (letter) => capitals.get(letter) ?? single(letter, letter.toUpperCase()))
}

function map(text: string, f: (letter: string) => string): string {
  return Array.from(text, (letter) => (isCaseless(letter) ? letter : f(letter))).join('')
}

function isCaseless(letter: string): boolean {
  const point = letter.codePointAt(0) ?? 0
  return caseless.some(([first, last]) => first <= point && point <= last)
}

/** The mapped letter, or the letter itself where the mapping makes several. */
function single(letter: string, mapped: string): string {
  return [...mapped].length === 1 ? mapped : letter
}
