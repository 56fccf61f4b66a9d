import type { Token } from './token.ts'

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** For each opening bracket the index of the token that closes it; -1 for unclosed ones and all other tokens. */
export function brackets(tokens: readonly Token[]): Int32Array {
  const closers = new Int32Array(tokens.length).fill(-1)
  const open: { readonly index: number; readonly bracket: string }[] = []
  const waiting: Record<string, number> = { '(': 0, '[': 0, '{': 0 }
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== 'symbol') continue
    if (text === '(' || text === '[' || text === '{') {
      open.push({ index, bracket: text })
      waiting[text] = (waiting[text] ?? 0) + 1
      continue
    }
    const opener = pairs[text]
    // A stray closing bracket must not close everything around it.
    if (opener === undefined || waiting[opener] === 0) continue
    for (let top = open.pop(); top !== undefined; top = open.pop()) {
      waiting[top.bracket] = (waiting[top.bracket] ?? 0) - 1
      if (top.bracket !== opener) continue
      closers[top.index] = index
      break
    }
  }
  return closers
}
