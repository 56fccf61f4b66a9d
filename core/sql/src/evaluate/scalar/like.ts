import { characters } from './implementation.ts'

/**
 * Whether the whole text matches the pattern. After the escape character every character stands for itself; `prepare` is
 * applied to what stands for itself only, so that the escape character keeps its case.
 */
export function isLike(
  text: string,
  pattern: string,
  escapeCharacter: string,
  prepare: (character: string) => string = (character) => character,
): boolean {
  const pieces = piecesOf(pattern, escapeCharacter).map((piece) =>
    piece.kind === 'character' ? { ...piece, character: prepare(piece.character) } : piece,
  )
  // reached[i]: whether the pieces so far can match the first i characters.
  const all = characters(text)
  let reached = [true, ...all.map(() => false)]
  for (const piece of pieces) {
    const before = reached
    reached = before.map((_, i) => {
      if (piece.kind === 'any-text') return before.slice(0, i + 1).includes(true)
      if (i === 0 || before[i - 1] !== true) return false
      return piece.kind === 'any-character' || all[i - 1] === piece.character
    })
  }
  return reached.at(-1) === true
}

type Piece =
  | { readonly kind: 'any-text' }
  | { readonly kind: 'any-character' }
  | { readonly kind: 'character'; readonly character: string }

function piecesOf(pattern: string, escapeCharacter: string): readonly Piece[] {
  const pieces: Piece[] = []
  let isEscaped = false
  for (const character of characters(pattern)) {
    if (!isEscaped && character === escapeCharacter) {
      isEscaped = true
      continue
    }
    if (!isEscaped && character === '%') pieces.push({ kind: 'any-text' })
    else if (!isEscaped && character === '_') pieces.push({ kind: 'any-character' })
    else pieces.push({ kind: 'character', character })
    isEscaped = false
  }
  return pieces
}
