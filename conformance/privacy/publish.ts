import { finish, type Plan, releasePrivately } from '../../core/cleanroom/src/index.ts'
import { openRandom, type Random } from '../../core/privacy/src/index.ts'
import type { Tables, Value } from '../../core/sql/src/index.ts'
import { random } from '../random.ts'
import { exactOf } from './enumerate.ts'

/** Noise that is the same for the same seed; for tests alone. */
export function noiseFrom(seed: number): Random {
  const source = random(seed)
  return openRandom((count) => Uint8Array.from({ length: count }, () => source.below(256)))
}

/** The result that an analyst gets, again and again with fresh noise. */
export function publisher(plan: Plan, tables: Tables): (noise: Random) => readonly (readonly Value[])[] {
  const exact = plan.steps.map((step) => ({ step, ...exactOf(step, tables) }))
  return (noise) => {
    const published = exact.map(
      ({ step, parts, domain }) => [step.table, releasePrivately(step, parts, domain, noise)] as const,
    )
    return finish(plan, Object.fromEntries(published), { pages: tables.pages ?? [], own: tables.own ?? [] }).rows
  }
}
