import type { Span } from '@glovebox/diagnostics'
import type { Places } from '../model/place.ts'

/** A YAML value as far as a collaboration file needs it; every node knows its place. */
export type Node = MappingNode | SequenceNode | ScalarNode

/** `head` is the part that stands on one line: enough to find the value, short enough to underline. */
type Placed = { readonly at: Span; readonly head: Span }

/** Keys and their values, in the order of the file; a key may be there twice. */
export type MappingNode = Placed & { readonly kind: 'mapping'; readonly entries: readonly Entry[] }

/** One key of a mapping. */
export type Entry = { readonly key: string; readonly keyAt: Span; readonly value: Node }

/** A list. */
export type SequenceNode = Placed & { readonly kind: 'sequence'; readonly items: readonly Node[] }

/** One value: text, a number, a truth value, or nothing. */
export type ScalarNode = Placed & {
  readonly kind: 'scalar'
  readonly value: null | boolean | number | string
  /** What was written: `007` where the value is 7; without the quotes. */
  readonly text: string
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'block'
}

/** The value of a key; undefined where there is none. */
export function valueAt(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'mapping' ? node.entries.find((entry) => entry.key === key)?.value : undefined
}

/** The items of a list; none where it is not one. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'sequence' ? node.items : []
}

/** The text of a scalar that is one; undefined otherwise. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
}

/** The place of what stands under a path of keys and indexes, or of the nearest thing around it. */
export function placeAt(node: Node, ...path: readonly (string | number)[]): Span {
  let place = node
  for (const step of path) {
    const next = typeof step === 'number' ? itemsOf(place)[step] : valueAt(place, step)
    if (next === undefined) break
    place = next
  }
  return place.head
}

/** The place of every item in a node, by its path. */
export function placesOf(node: Node): Places {
  const places = new Map<string, Span>()
  const visit = (child: Node, path: string): void => {
    places.set(path, child.head)
    const prefix = path === '' ? '' : `${path}/`
    if (child.kind === 'mapping') for (const entry of child.entries) visit(entry.value, `${prefix}${entry.key}`)
    if (child.kind === 'sequence') child.items.forEach((item, index) => void visit(item, `${prefix}${index}`))
  }
  visit(node, '')
  return Object.fromEntries(places)
}
