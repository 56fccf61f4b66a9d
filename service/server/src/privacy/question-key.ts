import type { PlannedStep, PublishedRows } from '@glovebox/cleanroom'
import { normalAggregates } from '@glovebox/sql'
import { canonicalJson, type Json } from '../log/canonical-json.ts'
import { taggedHash } from '../log/tagged-hash.ts'

/** A private aggregation as the answer cache knows it, whatever it was spelled like. */
export type StepQuestion = {
  /** The hash of the question, of how it is made private and of the data it is about. */
  readonly key: string
  /** For each key, then each column: which one it is in the order of the cache. */
  readonly order: readonly number[]
}

/** What, besides the question, decides about an answer. */
export type Circumstances = {
  readonly member: string
  readonly rulesHash: string
  /** The versions of the tables that are read. */
  readonly tables: readonly { readonly name: string; readonly version: string }[]
}

/** The question of a step in the circumstances of a run. */
export function stepQuestion(step: PlannedStep, { member, rulesHash, tables }: Circumstances): StepQuestion {
  const { rows, keys, aggregates } = normalAggregates(step.asked)
  const keyTexts = step.keys.map(({ id }) => textOf(keys, id))
  const columnTexts = step.columns.map(({ column, report }) => `${report ?? ''} ${textOf(aggregates, column.id)}`)
  const keyOrder = ranks(keyTexts)
  const columnOrder = ranks(columnTexts)
  const { groups, noise, treeNoise, coordinates, trees, maxGroups, minimumUnits, limits } = step
  const made = { noise, treeNoise, coordinates, trees, maxGroups, minimumUnits, limits, loss: step.loss }
  const parts: Json = {
    member,
    rulesHash,
    tables: tables.map(({ name, version }) => `${name} ${version}`).toSorted(),
    rows,
    keys: keyTexts.toSorted(),
    columns: columnTexts.toSorted(),
    groups: groups.kind,
    made: withoutNames(made),
  }
  return {
    key: taggedHash('published', canonicalJson(parts)),
    order: [...keyOrder, ...columnOrder.map((rank) => keyTexts.length + rank)],
  }
}

function textOf(texts: ReadonlyMap<number, string>, id: number): string {
  const text = texts.get(id)
  if (text === undefined) throw new Error('a published column was not asked for')
  return text
}

/** The place of each text among the sorted ones; equal texts share the columns' own order. */
function ranks(texts: readonly string[]): readonly number[] {
  const sorted = texts
    .map((text, index) => ({ text, index }))
    .toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.index - b.index))
  const places = new Map(sorted.map(({ index }, place) => [index, place]))
  return texts.map((_, index) => places.get(index) ?? index)
}

/** Numbers and bounds as JSON; coordinates in an order of their own, because their order follows the spelling. */
function withoutNames(made: Readonly<Record<string, unknown>>): Json {
  const spelled = Object.entries(made).map(([name, value]) => {
    const list = Array.isArray(value) ? value.map(spell).toSorted() : [spell(value)]
    return [name, list] as const
  })
  return Object.fromEntries(spelled)
}

function spell(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'name') return undefined
    return typeof part === 'bigint' ? String(part) : part
  })
}

/** Rows of the asking step's columns as the cache keeps them, and back. */
export function toCacheOrder(published: PublishedRows, { order }: StepQuestion, keys: number): PublishedRows {
  return reordered(published, inverse(order), keys)
}

/** The cached rows with the columns where the asking step has them. */
export function fromCacheOrder(published: PublishedRows, { order }: StepQuestion, keys: number): PublishedRows {
  return reordered(published, order, keys)
}

function inverse(order: readonly number[]): readonly number[] {
  const result: number[] = []
  order.forEach((place, index) => {
    result[place] = index
  })
  return result
}

/** Cell `i` of a row becomes what was at `places[i]`. */
function reordered({ rows, intervals }: PublishedRows, places: readonly number[], keys: number): PublishedRows {
  const columns = places.slice(keys).map((place) => place - keys)
  return {
    rows: rows.map((row) => places.map((place) => row[place] ?? null)),
    intervals: intervals.map((row) => columns.map((place) => row[place] ?? null)),
  }
}
