import { Document, isCollection, isMap, isPair, isScalar, isSeq, type Node } from 'yaml'
import { collaboration } from '../file/collaboration.ts'
import type { CollaborationDocument } from './document.ts'
import { orderKeys } from './order-keys.ts'

/** What still fits beside its key. */
const flowWidth = 100

const options = {
  lineWidth: 0,
  minContentWidth: 0,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  blockQuote: 'literal',
  singleQuote: true,
} as const

/** Letters that show, and line breaks: what a reader of the file sees as it is. */
const readable =
  /^[\n\x20-\x7e\u{a1}-\u{ac}\u{ae}-\u{1fff}\u{2010}-\u{2027}\u{2030}-\u{205f}\u{2070}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10fffd}]*$/u

/**
 * Writes a document as the YAML that `readCollaboration` reads back with the same meaning: keys in one order, a blank
 * line between things, and what is short on one line.
 */
export function writeDocument(document: CollaborationDocument): string {
  const ordered = orderKeys(document, collaboration.schema)
  const yaml = new Document(ordered, { version: '1.2', schema: 'core', aliasDuplicateObjects: false })
  if (isMap(yaml.contents)) {
    for (const [index, { key, value }] of yaml.contents.items.entries()) {
      const name = isScalar(key) ? key.value : undefined
      if (isScalar(key) && index > 1) key.spaceBefore = true
      layOutSection(value, name === 'tables' || name === 'templates')
    }
  }
  return yaml.toString(options)
}

/** The things of a section: each a block of its own where they are large. */
function layOutSection(section: unknown, areLarge: boolean): void {
  if (isScalar(section)) layOut(section)
  if (isMap(section)) for (const child of section.items) layOut(child.value)
  if (!isSeq(section)) return
  if (section.items.length === 0) section.flow = true
  for (const [index, item] of section.items.entries()) {
    if (!areLarge) layOut(item)
    else if (isMap(item)) {
      if (index > 0) item.spaceBefore = true
      for (const { value } of item.items) layOut(value)
    }
  }
}

function layOut(node: unknown): void {
  if (isScalar(node)) {
    if (typeof node.value !== 'string') return
    if (!readable.test(node.value)) node.type = 'QUOTE_DOUBLE'
    else if (node.value.includes('\n')) node.type = /^\s/.test(node.value) ? 'QUOTE_DOUBLE' : 'BLOCK_LITERAL'
  }
  if (!isCollection(node)) return
  const isShort = fits(node)
  if (isShort) node.flow = true
  for (const child of node.items) {
    if (!isPair(child)) layOut(child)
    else {
      layOut(child.key)
      layOut(child.value)
    }
  }
}

/** Texts of several lines stay blocks, so that their changes are lines. */
function fits(node: Node): boolean {
  const text = JSON.stringify(node.toJSON())
  return text.length <= flowWidth && !text.includes('\\n')
}
