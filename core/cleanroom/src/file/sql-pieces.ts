import type { Span } from '@glovebox/diagnostics'
import type { Piece } from '../model/place.ts'
import type { ScalarNode } from './node.ts'

const blank = new Set([' ', '\t', '\r', '\n'])

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}

const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** A letter of the value, where the file has it, and how many letters it takes there. */
type Letter = { readonly letter: string; readonly file: number; readonly width: number }

/**
 * Where a scalar's value stands in the file, so that a place in it can be shown there. YAML only ever changes blanks
 * (indentation, folding) and escapes; so what is not blank corresponds one to one. Empty where it does not.
 */
export function piecesOf(file: string, node: ScalarNode): readonly Piece[] {
  const letters = lettersOf(file, node)
  const value = node.text
  const pieces: { text: number; file: number; length: number; width?: number }[] = []
  let next = 0
  for (let i = 0; i < value.length; i++) {
    const letter = value.charAt(i)
    if (blank.has(letter)) continue
    const source = letters[next++]
    if (source === undefined || source.letter !== letter) return []
    const piece = pieces.at(-1)
    const { file: at, width } = source
    if (width > 1) pieces.push({ text: i, file: at, length: 1, width })
    else if (piece?.width === undefined && piece !== undefined && at - i === piece.file - piece.text) {
      piece.length = i + 1 - piece.text
    } else pieces.push({ text: i, file: at, length: 1 })
  }
  return next === letters.length ? pieces : []
}

function lettersOf(file: string, { style, at }: ScalarNode): readonly Letter[] {
  const isQuoted = style === 'single-quoted' || style === 'double-quoted'
  const end = isQuoted ? at.end - 1 : at.end
  const letters: Letter[] = []
  let i = style === 'block' ? headerEnd(file, at) : at.start + (isQuoted ? 1 : 0)
  while (i < end) {
    const length = lengthAt(file, i, style)
    const written = file.slice(i, i + length)
    const meant = length === 1 ? written : style === 'double-quoted' ? meaningOf(written) : "'"
    for (const letter of meant.split('')) {
      if (!blank.has(letter)) letters.push({ letter, file: i, width: length })
    }
    i += length
  }
  return letters
}

/** The first line of a block is its header: `|-`. */
function headerEnd(file: string, { start, end }: Span): number {
  const header = /^[^\r\n]*/.exec(file.slice(start, end))
  return start + (header?.[0].length ?? 0)
}

/** How much of the file one letter takes: more than one where it is doubled or escaped. */
function lengthAt(file: string, i: number, style: ScalarNode['style']): number {
  if (style === 'single-quoted') return file[i] === "'" ? 2 : 1
  if (style !== 'double-quoted' || file[i] !== '\\') return 1
  return 2 + (codeLengths[file.charAt(i + 1)] ?? 0)
}

/** What an escape such as `\"` or `\u00e9` stands for. */
function meaningOf(written: string): string {
  const kind = written.charAt(1)
  if (!Object.hasOwn(codeLengths, kind)) return escapes[kind] ?? kind
  const code = Number.parseInt(written.slice(2), 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
