import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import type { CST } from 'yaml'

/** Deeper than any key of the file; keeps everything after it free to recurse. */
const depthLimit = 40

const refused: Readonly<Partial<Record<CST.Token['type'], { readonly feature: string; readonly instead: string }>>> = {
  alias: { feature: 'an alias (`*name`)', instead: 'write the value itself, or quote a text that starts with `*`' },
  anchor: { feature: 'an anchor (`&name`)', instead: 'leave it out, or quote a text that starts with `&`' },
  tag: { feature: 'a tag (`!name`)', instead: 'leave it out, or quote a text that starts with `!`' },
  directive: { feature: 'a directive (`%NAME`)', instead: 'leave it out' },
}

/** Refuses what YAML has and a reviewable file does without, because the file must mean what a reader sees. */
export function refuseTokens(tokens: readonly CST.Token[]): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const waiting = tokens.map((token) => ({ token, depth: 0 })).reverse()
  let documents = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next
    const at = { start: token.offset, end: token.offset + ('source' in token ? token.source.length : 1) }
    const entry = refused[token.type]
    if (entry !== undefined) diagnostics.push(diagnostic('COLLABORATION_YAML_FEATURE', entry, at))
    if (token.type === 'document' && ++documents === 2) {
      const second = { feature: 'a second document (`---`)', instead: 'write one collaboration in one file' }
      diagnostics.push(diagnostic('COLLABORATION_YAML_FEATURE', second, { start: at.start, end: at.start + 3 }))
    }
    if (depth > depthLimit) return [diagnostic('COLLABORATION_TOO_DEEP', { limit: depthLimit }, at)]
    const below = childrenOf(token)
    for (let i = below.length - 1; i >= 0; i--) {
      const child = below[i]
      if (child !== undefined) waiting.push({ token: child, depth: depth + 1 })
    }
  }
  return diagnostics
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if ('items' in token) {
    return token.items.flatMap((item: CST.CollectionItem) => [
      ...item.start,
      ...(item.key ? [item.key] : []),
      ...(item.sep ?? []),
      ...(item.value ? [item.value] : []),
    ])
  }
  if (token.type === 'document') return [...token.start, ...(token.value ? [token.value] : [])]
  return token.type === 'block-scalar' ? token.props : []
}
