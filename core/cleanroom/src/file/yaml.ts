import { cover, type Diagnostic, diagnostic, type Span } from '@glovebox/diagnostics'
import { type Alias, Composer, isMap, isScalar, isSeq, type ParsedNode, Parser } from 'yaml'
import type { Entry, Node, ScalarNode } from './node.ts'
import { yamlReasons } from './yaml-reasons.ts'
import { refuseTokens } from './yaml-tokens.ts'

/** A file longer than this is not one that people review. */
export const lengthLimit = 1_000_000

/** After one mistake in the YAML most others follow from it. */
const mistakesShown = 5

const options = {
  version: '1.2',
  schema: 'core',
  merge: false,
  stringKeys: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const

/** A YAML text as a tree, or why it is none; never both. */
export type ReadYaml = { readonly root?: Node; readonly diagnostics: readonly Diagnostic[] }

/** Reads one YAML document without aliases, anchors, tags and directives. Never throws. */
export function readYaml(text: string): ReadYaml {
  if (text.length > lengthLimit) {
    const at = { start: lengthLimit, end: lengthLimit + 1 }
    return { diagnostics: [diagnostic('COLLABORATION_TOO_LONG', { limit: lengthLimit }, at)] }
  }
  const tokens = [...new Parser().parse(text)]
  const features = refuseTokens(tokens)
  if (features.length > 0) return { diagnostics: features.slice(0, mistakesShown) }
  const document = [...new Composer(options).compose(tokens, true, text.length)][0]
  if (document === undefined) return { diagnostics: [] }
  if (document.errors.length > 0) {
    return {
      diagnostics: document.errors.slice(0, mistakesShown).map(({ code, pos: [start, end] }) => {
        const at = { start: Math.min(start, text.length), end: Math.min(Math.max(end, start + 1), text.length) }
        return diagnostic('COLLABORATION_SYNTAX', { reason: yamlReasons[code] }, at)
      }),
    }
  }
  return { root: nodeOf(document.contents, { start: 0, end: 0 }, text), diagnostics: [] }
}

/** Recursion is safe: the tokens were checked for depth. `otherwise` is the place of a value that is not there. */
function nodeOf(node: ParsedNode | Alias | null, otherwise: Span, text: string): Node {
  const at = node?.range ? trimmed(node.range[0], node.range[1], text) : otherwise
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const entries = node.items.map(({ key, value }) => {
      const name = nodeOf(key, at, text)
      const after = { start: name.at.end, end: name.at.end }
      return { key: name.kind === 'scalar' ? name.text : '', keyAt: name.at, value: nodeOf(value, after, text) }
    })
    return { kind: 'mapping', entries, at, head: headOfEntries(entries, at, text) }
  }
  if (isSeq<ParsedNode>(node)) {
    const items = node.items.map((item) => nodeOf(item, at, text))
    return { kind: 'sequence', items, at, head: isOneLine(at, text) ? at : (items[0]?.head ?? at) }
  }
  return scalarOf(node, at)
}

function headOfEntries([first]: readonly Entry[], at: Span, text: string): Span {
  if (first === undefined || isOneLine(at, text)) return at
  const whole = cover(first.keyAt, first.value.at)
  return isOneLine(whole, text) ? whole : first.keyAt
}

function isOneLine({ start, end }: Span, text: string): boolean {
  return !/[\r\n]/.test(text.slice(start, end))
}

function trimmed(start: number, end: number, text: string): Span {
  return { start, end: start + text.slice(start, end).trimEnd().length }
}

const styles: Readonly<Record<string, ScalarNode['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
}

function scalarOf(node: ParsedNode | Alias | null, at: Span): ScalarNode {
  if (!isScalar(node)) return { kind: 'scalar', value: null, text: '', style: 'plain', at, head: at }
  const given: unknown = node.value
  const value = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? given : null
  const text = typeof value === 'string' ? value : (node.source ?? '')
  return { kind: 'scalar', value, text, style: styles[node.type ?? 'PLAIN'] ?? 'plain', at, head: at }
}
