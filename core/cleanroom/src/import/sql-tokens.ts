/** A piece of a statement of another platform. */
export type Token = {
  /** A word is a name or a keyword; a name is one in quotes. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign'
  /** Without its quotes and escapes. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** How a platform writes names, texts and comments. */
export type Lexicon = {
  readonly comments: readonly RegExp[]
  readonly names: readonly RegExp[]
  readonly texts: readonly RegExp[]
  /** The value of a text, with the quotes it stands in. */
  readonly valueOf: (quoted: string) => string
}

/** Longer texts are not policies. */
export const textLimit = 200_000

const word = /[\p{L}_][\p{L}\p{N}_$]*/uy
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const sign = /=>|->|[^\s]/uy
const blank = /\s+/y

/** The tokens of a text; undefined where it is too long or a quote is not closed. Never throws. */
export function tokensOf(text: string, lexicon: Lexicon): readonly Token[] | undefined {
  if (text.length > textLimit) return undefined
  const tokens: Token[] = []
  let at = 0
  const match = (patterns: readonly RegExp[]): string | undefined => {
    for (const pattern of patterns) {
      pattern.lastIndex = at
      const found = pattern.exec(text)
      if (found !== null) return found[0]
    }
    return undefined
  }
  while (at < text.length) {
    const skipped = match([blank, ...lexicon.comments])
    if (skipped !== undefined) {
      at += skipped.length
      continue
    }
    const found = next(match, lexicon)
    // A quote or a comment that begins and does not end would make code of what is none.
    if (found === undefined || isUnclosed(found.written, text, at)) return undefined
    tokens.push({ kind: found.kind, text: found.text, start: at, end: at + found.written.length })
    at += found.written.length
  }
  return tokens
}

function isUnclosed(written: string, text: string, at: number): boolean {
  return /^["'`]$/.test(written) || text.startsWith('/*', at) || text.startsWith('$$', at + written.length - 1)
}

type Found = { readonly kind: Token['kind']; readonly written: string; readonly text: string }

function next(match: (patterns: readonly RegExp[]) => string | undefined, lexicon: Lexicon): Found | undefined {
  const text = match(lexicon.texts)
  if (text !== undefined) return { kind: 'text', written: text, text: lexicon.valueOf(text) }
  const name = match(lexicon.names)
  if (name !== undefined) return { kind: 'name', written: name, text: lexicon.valueOf(name) }
  for (const [kind, pattern] of [
    ['word', word],
    ['number', number],
    ['sign', sign],
  ] as const) {
    const written = match([pattern])
    if (written !== undefined) return { kind, written, text: written }
  }
  return undefined
}

/** A place in tokens that moves on as they are taken. */
export type Cursor = {
  /** Takes these words and signs, in any case, where all of them come next. */
  readonly take: (...wanted: readonly string[]) => boolean
  /** Takes the next token where it is of this kind. */
  readonly takeKind: (...kinds: readonly Token['kind'][]) => Token | undefined
  readonly peek: () => Token | undefined
  readonly isAtEnd: () => boolean
}

/** A cursor at the start of some tokens. */
export function cursorOf(tokens: readonly Token[]): Cursor {
  let at = 0
  const isWanted = (token: Token | undefined, wanted: string): boolean =>
    token !== undefined &&
    (token.kind === 'word' || token.kind === 'sign') &&
    token.text.toUpperCase() === wanted.toUpperCase()
  return {
    take: (...wanted) => {
      if (!wanted.every((one, i) => isWanted(tokens[at + i], one))) return false
      at += wanted.length
      return true
    },
    takeKind: (...kinds) => {
      const token = tokens[at]
      if (token === undefined || !kinds.includes(token.kind)) return undefined
      at++
      return token
    },
    peek: () => tokens[at],
    isAtEnd: () => at >= tokens.length,
  }
}

/** A name that may be qualified: the last of its parts. */
export function takeName(cursor: Cursor): Token | undefined {
  let name = cursor.takeKind('word', 'name')
  while (name !== undefined && cursor.take('.')) name = cursor.takeKind('word', 'name')
  return name
}
