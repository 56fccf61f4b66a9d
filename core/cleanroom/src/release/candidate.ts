import type { Value } from '@glovebox/sql'
import type { BoundedPart, BoundedStep } from '../model/private-step.ts'
import { compareKeys, keyText, sameKey } from './group-key.ts'

type Row = readonly Value[]

/** A group before noise: what engines counted of it. It never leaves. */
export type Candidate = {
  readonly key: Row
  /** One exact integer for each coordinate; 0 where the engine gave none. */
  readonly coordinates: readonly bigint[]
  /** The rows in each leaf, for each tree. */
  readonly leaves: readonly ReadonlyMap<number, bigint>[]
}

/** What merging needs to know of a step. */
export type Shape = Pick<BoundedStep, 'keys' | 'groups' | 'parts' | 'coordinates' | 'trees'>

/**
 * The groups that may be published, in the order of their keys: of public groups every one and no other, without keys
 * exactly one, else those that the parts have. `parts` are the rows of each part, `domain` those of the query of a
 * public table. Throws where a row is not as its part says, which is a programming error.
 */
export function candidates(
  step: Shape,
  parts: readonly (readonly Row[])[],
  domain?: readonly Row[],
): readonly Candidate[] {
  if (parts.length !== step.parts.length) throw new Error('a step has not the rows of each of its parts')
  const groups = new Map<string, Draft>()
  const fixed = fixedKeys(step, domain)
  for (const key of fixed ?? []) groups.set(keyText(checkedKey(key, step)), draft(key, step))
  for (const [i, part] of step.parts.entries()) {
    const seen = new Set<string>()
    for (const row of parts[i] ?? []) {
      const { key, text } = once(row, part, step, seen)
      const group = groups.get(text) ?? (fixed === undefined ? draft(key, step) : undefined)
      // A group that is not public is dropped, whatever it has.
      if (group === undefined) continue
      groups.set(text, group)
      fill(group, part, row.slice(step.keys.length), step)
    }
  }
  return [...groups.values()].sort((a, b) => compareKeys(a.key, b.key))
}

type Draft = { readonly key: Row; readonly coordinates: bigint[]; readonly leaves: readonly Map<number, bigint>[] }

function draft(key: Row, { coordinates, trees }: Shape): Draft {
  return { key: key.map(sameKey), coordinates: coordinates.map(() => 0n), leaves: trees.map(() => new Map()) }
}

/** The keys that appear whatever the rows; undefined where rows decide. */
function fixedKeys({ groups }: Shape, domain: readonly Row[] | undefined): readonly Row[] | undefined {
  switch (groups.kind) {
    case 'one':
      return [[]]
    case 'public':
      return groups.tuples
    case 'public-table':
      if (domain === undefined) throw new Error('the public groups of a step are not given')
      return domain
    case 'private':
      return undefined
  }
}

function checkedKey(key: Row, { keys }: Shape): Row {
  if (key.length !== keys.length) throw new Error('a public group has not one value for each key')
  return key
}

/** The key of a part's row, checked to be there once: for leaves once with that leaf. */
function once(row: Row, part: BoundedPart, { keys }: Shape, seen: Set<string>): { key: Row; text: string } {
  const counts = part.kind === 'coordinates' ? part.coordinates.length : 2
  if (row.length !== keys.length + counts) throw new Error('a bounded row has not the cells of its part')
  const key = row.slice(0, keys.length)
  const text = keyText(key)
  const place = part.kind === 'coordinates' ? text : keyText([...key, row[keys.length] ?? null])
  if (seen.has(place)) throw new Error('a bounded group comes twice')
  seen.add(place)
  return { key, text }
}

function fill(group: Draft, part: BoundedPart, cells: Row, { trees }: Shape): void {
  switch (part.kind) {
    case 'coordinates':
      for (const [i, coordinate] of part.coordinates.entries()) group.coordinates[coordinate] = integer(cells[i])
      return
    case 'leaves': {
      const shape = trees[part.tree]
      const [leaf, count] = [integer(cells[0]), integer(cells[1])]
      const isLeaf = shape !== undefined && leaf >= 0n && leaf < BigInt(shape.fanout) ** BigInt(shape.height)
      if (!isLeaf || count < 0n) throw new Error('a bounded row counts a leaf that its tree does not have')
      group.leaves[part.tree]?.set(Number(leaf), count)
      return
    }
  }
}

function integer(cell: Value | undefined): bigint {
  if (typeof cell !== 'bigint') throw new Error('a bounded row has a cell that is no integer')
  return cell
}
