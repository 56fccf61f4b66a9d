/** Whether a path has signs that stand for others: `*`, `**` between slashes, `?`, `[…]`. */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path)
}

/** What every path that a glob matches begins with. */
export function globPrefix(glob: string): string {
  return /^[^*?[]*/.exec(glob)?.[0] ?? ''
}

/** Whether a glob matches a key; in time that grows no faster than the product of their lengths. Hidden names only match by their dot. */
export function matchesGlob(glob: string, key: string): boolean {
  const patterns = glob.split('/').filter((pattern, i, all) => !(pattern === '**' && all[i - 1] === '**'))
  const names = key.split('/')
  // Which of the patterns may be next, once so many names are matched.
  let open = closeOver(new Set([0]), patterns)
  for (const name of names) {
    const next = new Set<number>()
    for (const i of open) {
      const pattern = patterns[i]
      if (pattern === '**' && !name.startsWith('.')) next.add(i).add(i === patterns.length - 1 ? i + 1 : i)
      else if (pattern !== '**' && pattern !== undefined && matchesName(pattern, name)) next.add(i + 1)
    }
    open = closeOver(next, patterns)
  }
  return open.has(patterns.length)
}

/** `**` may stand for nothing. */
function closeOver(open: ReadonlySet<number>, patterns: readonly string[]): ReadonlySet<number> {
  const closed = new Set(open)
  for (const i of closed) if (patterns[i] === '**' && i + 1 < patterns.length) closed.add(i + 1)
  return closed
}

type Sign = { readonly kind: 'any' } | { readonly kind: 'one'; readonly fits: (sign: string) => boolean }

/** Matches from the left; where that fails, the last `*` takes one sign more. */
function matchesName(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  const wanted = signsOf(pattern)
  const signs = [...name]
  let [i, j, star, resumed] = [0, 0, -1, 0]
  while (j < signs.length) {
    const want = wanted[i]
    const sign = signs[j] ?? ''
    if (want?.kind === 'any') [star, resumed, i] = [i, j, i + 1]
    else if (want?.kind === 'one' && want.fits(sign)) [i, j] = [i + 1, j + 1]
    else if (star === -1) return false
    else [i, resumed, j] = [star + 1, resumed + 1, resumed + 1]
  }
  return wanted.slice(i).every(({ kind }) => kind === 'any')
}

function signsOf(pattern: string): readonly Sign[] {
  const signs: Sign[] = []
  for (const [token] of pattern.matchAll(/\*+|\?|\[[!^]?\]?[^\]]*\]|[\s\S]/gu)) {
    if (token.startsWith('*')) signs.push({ kind: 'any' })
    else if (token === '?') signs.push({ kind: 'one', fits: () => true })
    else if (token.length > 1 && token.startsWith('[')) signs.push({ kind: 'one', fits: classOf(token.slice(1, -1)) })
    else signs.push({ kind: 'one', fits: (sign) => sign === token })
  }
  return signs
}

function classOf(text: string): (sign: string) => boolean {
  const isNegated = /^[!^]/.test(text)
  const ranges = [...text.slice(isNegated ? 1 : 0).matchAll(/([\s\S])-([\s\S])|([\s\S])/gu)].map(
    ([, low, high, single]) => [single ?? low ?? '', single ?? high ?? ''] as const,
  )
  return (sign) => ranges.some(([low, high]) => order(low) <= order(sign) && order(sign) <= order(high)) !== isNegated
}

function order(sign: string): number {
  return sign.codePointAt(0) ?? -1
}
