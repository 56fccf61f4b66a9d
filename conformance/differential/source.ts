/**
 * A source of choices that remembers them, so that a failure can be made smaller by leaving some out and lowering
 * others: whatever was chosen 0 should be the simplest.
 */
export type Source = {
  /** A whole number from 0 to below `n`. */
  readonly below: (n: number) => number
  readonly choices: readonly number[]
}

/** A source that draws from a seed. */
export function seededSource(seed: number): Source {
  const draw = randomOf(seed)
  return recording(() => draw())
}

/** A source that repeats choices, and chooses 0 after them. */
export function replayedSource(choices: readonly number[]): Source {
  let next = 0
  const taken: number[] = []
  return {
    below: (n) => {
      const choice = Math.min(choices[next++] ?? 0, n - 1)
      taken.push(choice)
      return choice
    },
    choices: taken,
  }
}

function recording(draw: () => number): Source {
  const taken: number[] = []
  return {
    below: (n) => {
      const choice = Math.floor(draw() * n)
      taken.push(choice)
      return choice
    },
    choices: taken,
  }
}

/** Numbers from 0 to below 1 (splitmix32). */
function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let z = state ^ (state >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    z ^= z >>> 15
    return (z >>> 0) / 2 ** 32
  }
}

/** One of the values. */
export function pick<T>(source: Source, values: readonly T[]): T {
  const value = values[source.below(values.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

/** True about so often of a hundred; false is simpler. */
export function percent(source: Source, likelihood: number): boolean {
  return source.below(100) >= 100 - likelihood
}

/** A list of `low` to `high` results. */
export function several<T>(source: Source, low: number, high: number, make: (i: number) => T): readonly T[] {
  return Array.from({ length: low + source.below(high - low + 1) }, (_, i) => make(i))
}
