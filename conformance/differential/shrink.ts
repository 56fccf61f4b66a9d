import { type Outcome, runTrial, type Trial, trialOf } from './difference.ts'
import type { Duckdb } from './duckdb.ts'
import { replayedSource } from './source.ts'

type Failure = { readonly trial: Trial; readonly outcome: Extract<Outcome, { kind: 'different' }> }

/** A smaller trial that still fails: choices are left out, zeroed and halved while the difference stays. */
export async function shrink(choices: readonly number[], failure: Failure, engine: Duckdb): Promise<Failure> {
  let best = choices
  let found = failure
  let attempts = 600
  const accept = async (candidate: readonly number[]): Promise<boolean> => {
    if (attempts-- <= 0) return false
    const source = replayedSource(candidate)
    const trial = trialOf(source)
    const outcome = await runTrial(trial, engine)
    if (outcome.kind !== 'different') return false
    best = source.choices.slice(0, candidate.length)
    found = { trial, outcome }
    return true
  }
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = best.length - size; start >= 0; start -= size) {
      const [before, part, after] = [best.slice(0, start), best.slice(start, start + size), best.slice(start + size)]
      if (part.every((choice) => choice === 0) && !(await accept([...before, ...after]))) continue
      if (await accept([...before, ...after])) continue
      if (await accept([...before, ...part.map(() => 0), ...after])) continue
      if (size === 1) await accept([...before, ...part.map((choice) => Math.floor(choice / 2)), ...after])
    }
  }
  return found
}
