/** One line of a text, of both texts or of one of them. */
export type LineChange = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string }

/** Where the table of the longest common subsequence would be larger, the texts are taken as wholly different. */
const cellLimit = 4_000_000

/** The lines of two texts: the longest common subsequence stays, the others are removed and added. */
export function lineDiff(before: string, after: string): readonly LineChange[] {
  const old = before.split('\n')
  const recent = after.split('\n')
  let head = 0
  while (head < old.length && head < recent.length && old[head] === recent[head]) head++
  let tail = 0
  const most = Math.min(old.length, recent.length) - head
  while (tail < most && old[old.length - 1 - tail] === recent[recent.length - 1 - tail]) tail++
  return [
    ...old.slice(0, head).map(line('same')),
    ...middle(old.slice(head, old.length - tail), recent.slice(head, recent.length - tail)),
    ...old.slice(old.length - tail).map(line('same')),
  ]
}

function line(kind: LineChange['kind']): (text: string) => LineChange {
  return (text) => ({ kind, text })
}

function middle(old: readonly string[], recent: readonly string[]): readonly LineChange[] {
  const width = recent.length + 1
  if ((old.length + 1) * width > cellLimit) return [...old.map(line('removed')), ...recent.map(line('added'))]
  // At i, j: how many lines of old from i on and of recent from j on are common.
  const common = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number): number => common[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = recent.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === recent[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: LineChange[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < recent.length) {
    const isSame = i < old.length && j < recent.length && old[i] === recent[j]
    if (isSame) lines.push({ kind: 'same', text: recent[j] ?? '' })
    else if (j === recent.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: old[i] ?? '' })
      i++
      continue
    } else lines.push({ kind: 'added', text: recent[j] ?? '' })
    if (isSame) i++
    j++
  }
  return lines
}
