import type { Json } from './json.ts'

/** Whether a change lets more be asked, or less; `neither` where it decides nothing, `unknown` where nobody can say. */
export type Effect = 'loosens' | 'tightens' | 'neither' | 'unknown'

/** What a change of a value does; undefined where there is none. */
export type Weigh = (before: Json | undefined, after: Json | undefined) => Effect

/** One thing that a document says. A fact with parts changes part by part where both documents have it. */
export type Fact = {
  /** Tells it apart from its siblings. */
  readonly key: string
  /** As people read it: `rule.custom.allowedAnalyses`. */
  readonly path: string
  readonly value: Json
  readonly weigh: Weigh
  readonly parts?: readonly Fact[]
  /** Facts with different variants are not compared part by part. */
  readonly variant?: string
}

/** What allows something: more where it is there. */
export const grants: Weigh = (before, after) => byPresence(before, after, 'loosens')

/** What forbids something: less where it is there. */
export const restricts: Weigh = (before, after) => byPresence(before, after, 'tightens')

/** What decides nothing about questions. */
export const neither: Weigh = () => 'neither'

/** What may matter in a way that the document does not show. */
export const unknown: Weigh = () => 'unknown'

/** The most that is allowed: more where it is higher, most where it is absent. */
export const ceiling: Weigh = (before, after) =>
  rising(before ?? Number.POSITIVE_INFINITY, after ?? Number.POSITIVE_INFINITY, 'loosens')

/** The least that is demanded: less where it is higher, most where it is absent. */
export const floor: Weigh = (before, after) => rising(before ?? 0, after ?? 0, 'tightens')

/** Of words in order, the later allow more; others say nothing. */
export function rankedBy(...words: readonly string[]): Weigh {
  return (before, after) => {
    const [from, to] = [words.indexOf(String(before)), words.indexOf(String(after))]
    return from < 0 || to < 0 ? 'unknown' : rising(from, to, 'loosens')
  }
}

function byPresence(before: Json | undefined, after: Json | undefined, present: 'loosens' | 'tightens'): Effect {
  if (before === undefined) return present
  return after === undefined ? opposite(present) : 'unknown'
}

function rising(before: Json, after: Json, higher: 'loosens' | 'tightens'): Effect {
  if (typeof before !== 'number' || typeof after !== 'number') return 'unknown'
  if (before === after) return 'neither'
  return after > before ? higher : opposite(higher)
}

function opposite(effect: 'loosens' | 'tightens'): Effect {
  return effect === 'loosens' ? 'tightens' : 'loosens'
}

/** One fact. */
export function fact(path: string, value: Json, weigh: Weigh, parts?: readonly Fact[]): Fact {
  return { key: path, path, value, weigh, ...(parts === undefined ? {} : { parts }) }
}

/** A fact where a value is given. */
export function given(path: string, value: Json | undefined, weigh: Weigh): readonly Fact[] {
  return value === undefined ? [] : [fact(path, value, weigh)]
}

/** One fact for each name of a list, whose order decides nothing. */
export function names(path: string, list: readonly string[] | undefined, weigh: Weigh): readonly Fact[] {
  return [...new Set(list)].map((name) => ({ ...fact(path, name, weigh), key: `${path}\0${name}` }))
}

/** A list that restricts where it is there, and allows what it names. */
export function allowList(path: string, list: readonly string[] | undefined): readonly Fact[] {
  return list === undefined ? [] : [fact(path, [...list], restricts, names(path, list, grants))]
}
