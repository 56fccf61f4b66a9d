/** A pattern in the form that needs no escape character where none of its signs has to stand for itself. */
export type LikePattern = {
  readonly text: string
  /** Whether the text uses `\` as its escape character. */
  readonly isEscaped: boolean
}

/** The pattern with `\` as its only escape character, or with none. */
export function likePattern(pattern: string, escapedBy: string): LikePattern {
  const pieces: { readonly sign: string; readonly isLiteral: boolean }[] = []
  let isLiteral = false
  for (const sign of pattern) {
    if (!isLiteral && sign === escapedBy) {
      isLiteral = true
      continue
    }
    pieces.push({ sign, isLiteral: isLiteral || (sign !== '%' && sign !== '_') })
    isLiteral = false
  }
  const isEscaped = pieces.some(({ sign, isLiteral }) => isLiteral && (sign === '%' || sign === '_'))
  const written = ({ sign, isLiteral }: (typeof pieces)[number]): string =>
    isEscaped && isLiteral && '%_\\'.includes(sign) ? `\\${sign}` : sign
  return { text: pieces.map(written).join(''), isEscaped }
}
