import { type Author, type Code, type Codes, type Diagnostic, diagnostic, type Span } from '@glovebox/diagnostics'
import type { Ability } from '../model/collaboration.ts'
import { itemsOf, type Node, textOf, valueAt } from './node.ts'

/** What a decoder knows of the file around the node it reads, and whom it tells what is wrong. */
export type Reading = {
  /** The whole file, for places inside of texts. */
  readonly text: string
  /** `tables[0].rule`; empty for the file itself. */
  readonly path: string
  /** The key, or the first line of the item, that the node belongs to: where to say that something is missing. */
  readonly place: Span
  readonly author: Author
  readonly names: Names
  readonly report: (diagnostic: Diagnostic) => void
  /** Whether so much was reported that nobody reads more. */
  readonly isFull: () => boolean
}

/** What the file declares anywhere, whether or not the rest of its declaration is right. */
export type Names = {
  readonly members: readonly string[]
  readonly receivers: readonly string[]
  readonly tables: readonly string[]
  readonly templates: readonly string[]
  readonly destinations: readonly string[]
}

/** Reports a refusal (or a warning, as its code has it) by the author that the reading is at. */
export function refuse<C extends Code>(reading: Reading, code: C, parameters: Codes[C], at: Span): undefined {
  reading.report(diagnostic(code, parameters, at, reading.author))
}

/** The reading of what stands under a key. */
export function atKey(reading: Reading, key: string, keyAt: Span): Reading {
  return { ...reading, path: reading.path === '' ? key : `${reading.path}.${key}`, place: keyAt }
}

/** The reading of an item of a list. */
export function atItem(reading: Reading, index: number, place: Span): Reading {
  return { ...reading, path: `${reading.path}[${index}]`, place }
}

/** The path as messages name it. */
export function pathOf(reading: Reading): string {
  return reading.path === '' ? 'the file' : reading.path
}

/** The abilities that are not `receive`. */
const others: readonly (string | undefined)[] = [
  'query',
  'contribute',
  'train',
  'pay',
  'activate',
] satisfies readonly Ability[]

/** Files with more are refused for their length. */
const namesKept = 1000

/** The names that a file declares. */
export function namesIn(root: Node): Names {
  const named = (key: string): readonly { readonly name: string; readonly item: Node }[] =>
    itemsOf(valueAt(root, key))
      .slice(0, namesKept)
      .flatMap((item) => {
        const name = textOf(valueAt(item, 'name'))
        return name === undefined ? [] : [{ name, item }]
      })
  const members = named('members')
  return {
    members: members.map(({ name }) => name),
    // A word that is no ability was reported, and may have been meant to be this one.
    receivers: members
      .filter(({ item }) => itemsOf(valueAt(item, 'abilities')).some((ability) => !others.includes(textOf(ability))))
      .map(({ name }) => name),
    tables: named('tables').map(({ name }) => name),
    templates: named('templates').map(({ name }) => name),
    destinations: named('destinations').map(({ name }) => name),
  }
}
