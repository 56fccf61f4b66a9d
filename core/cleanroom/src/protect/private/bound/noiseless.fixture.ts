import type { Rational } from '@glovebox/privacy'
import { evaluate, type Tables, type Value } from '@glovebox/sql'
import type { BoundedStep, Formula } from '../../../model/private-step.ts'
import { keyText, whole } from './exact.fixture.ts'

/** What a step would publish if nothing was added: by group, the value of each column. Written to be obviously right. */
export function noiseless(step: BoundedStep, tables: Tables): ReadonlyMap<string, readonly (number | null)[]> {
  const keyCount = step.keys.length
  const found = new Map<string, { keys: readonly Value[]; values: bigint[]; leaves: Map<number, bigint>[] }>()
  const groupOf = (keys: readonly Value[]) => {
    const group = found.get(keyText(keys)) ?? {
      keys,
      values: step.coordinates.map(() => 0n),
      leaves: step.trees.map(() => new Map<number, bigint>()),
    }
    found.set(keyText(keys), group)
    return group
  }
  for (const tuple of step.groups.kind === 'public' ? step.groups.tuples : []) groupOf(tuple)
  for (const part of step.parts) {
    for (const row of evaluate(part.query, tables).rows) {
      const group = groupOf(row.slice(0, keyCount))
      const rest = row.slice(keyCount).map(whole)
      if (part.kind === 'leaves') group.leaves[part.tree]?.set(Number(rest[0]), rest[1] ?? 0n)
      else for (const [place, index] of part.coordinates.entries()) group.values[index] = rest[place] ?? 0n
    }
  }
  return new Map(
    [...found.values()].map(({ keys, values, leaves }) => [
      keys.map(String).join(' '),
      step.columns.map(({ formula }) => columnValue(formula, step, values, leaves)),
    ]),
  )
}

function columnValue(
  formula: Formula,
  { coordinates, trees }: BoundedStep,
  values: readonly bigint[],
  leaves: readonly ReadonlyMap<number, bigint>[],
): number | null {
  const worth = (index: number): number => times(values[index] ?? 0n, coordinates[index]?.step)
  switch (formula.kind) {
    case 'value':
      return worth(formula.coordinate)
    case 'mean': {
      const count = worth(formula.count)
      return count === 0 ? null : formula.middle + worth(formula.sum) / count
    }
    case 'variance': {
      const count = worth(formula.count)
      if (count === 0) return null
      const mean = worth(formula.sum) / count
      const spread =
        (worth(formula.squares) / count + formula.middleSquare - mean * mean) *
        (formula.isSample ? count / (count - 1) : 1)
      return formula.isDeviation ? Math.sqrt(spread) : spread
    }
    case 'quantile': {
      const shape = trees[formula.tree]
      const sorted = [...(leaves[formula.tree] ?? [])].sort(([a], [b]) => a - b)
      const total = sorted.reduce((sum, [, n]) => sum + Number(n), 0)
      if (shape === undefined || total === 0) return null
      const rank = Math.max(1, Math.ceil(formula.fraction * total))
      const ranked = sorted.flatMap(([leaf, n]) => Array.from({ length: Number(n) }, () => leaf))
      const leaf = ranked[rank - 1] ?? 0
      return shape.low + (leaf * (shape.high - shape.low)) / shape.fanout ** shape.height
    }
  }
}

function times(value: bigint, step: Rational | undefined): number {
  if (step === undefined) throw new Error('a formula of a coordinate that is not there')
  return Number(value * step.numerator) / Number(step.denominator)
}
