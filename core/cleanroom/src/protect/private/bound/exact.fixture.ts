import { evaluate, type Tables, type Value } from '@glovebox/sql'
import type { BoundedStep } from '../../../model/private-step.ts'

/** What the parts of a step give, exactly: by part the rows, keys first. */
export type Exact = readonly (readonly (readonly Value[])[])[]

/** The parts by their definition. */
export function exactOf({ parts }: BoundedStep, tables: Tables): Exact {
  return parts.map(({ query }) => evaluate(query, tables).rows)
}

/** How far what one unit adds goes beyond what the step says it can: nothing, or what is wrong. */
export function excess(step: BoundedStep, all: Exact, without: Exact): readonly string[] {
  return step.parts.flatMap((part, i) => {
    const [left, right] = [all[i] ?? [], without[i] ?? []]
    if (part.kind === 'leaves') return excessOfTree(step, part.tree, left, right)
    return part.coordinates.flatMap((index, place) => excessOfCoordinate(step, index, place, left, right))
  })
}

function excessOfCoordinate(
  { coordinates, keys, maxGroups }: BoundedStep,
  index: number,
  place: number,
  left: Exact[number],
  right: Exact[number],
): readonly string[] {
  const { name, sensitivity } = coordinates[index] ?? { name: '?', sensitivity: 0n }
  const changes = [...differences(left, right, keys.length, keys.length + place).values()].filter((d) => d !== 0n)
  return [
    ...(changes.length > maxGroups ? [`${name} changes in ${changes.length} groups`] : []),
    ...changes.filter((change) => abs(change) > sensitivity).map((change) => `${name} changes by ${change}`),
  ]
}

function excessOfTree(
  { trees, keys, maxGroups }: BoundedStep,
  tree: number,
  left: Exact[number],
  right: Exact[number],
): readonly string[] {
  const { name, maxRows } = trees[tree] ?? { name: '?', maxRows: 0 }
  const byLeaf = [...differences(left, right, keys.length + 1, keys.length + 1)].filter(([, change]) => change !== 0n)
  const byGroup = Map.groupBy(byLeaf, ([key]) => JSON.stringify(JSON.parse(key).slice(0, keys.length)))
  const totals = [...byGroup.values()].map((changes) => changes.reduce((sum, [, change]) => sum + abs(change), 0n))
  return [
    ...(byGroup.size > maxGroups ? [`the tree of ${name} changes in ${byGroup.size} groups`] : []),
    ...totals.filter((total) => total > BigInt(maxRows)).map((total) => `the tree of ${name} changes by ${total}`),
  ]
}

function differences(
  left: readonly (readonly Value[])[],
  right: readonly (readonly Value[])[],
  keyCount: number,
  place: number,
): ReadonlyMap<string, bigint> {
  const found = new Map<string, bigint>()
  for (const [rows, sign] of [
    [left, 1n],
    [right, -1n],
  ] as const) {
    for (const row of rows) {
      const key = keyText(row.slice(0, keyCount))
      found.set(key, (found.get(key) ?? 0n) + sign * whole(row[place]))
    }
  }
  return found
}

/** A text of group keys. */
export function keyText(keys: readonly Value[]): string {
  return JSON.stringify(keys.map((key) => (typeof key === 'bigint' ? `integer ${key}` : key)))
}

/** A cell that must be an integer. */
export function whole(value: Value | undefined): bigint {
  if (typeof value !== 'bigint') throw new Error(`a coordinate is no integer: ${value}`)
  return value
}

function abs(x: bigint): bigint {
  return x < 0n ? -x : x
}
