import type { TableSize } from '@glovebox/cleanroom'
import type { RunRow } from '../runs/run-row.ts'

/** Of what is declared of the tables read, never of what is in them; `unknown` where nobody declared anything. */
export type SizeClass = TableSize | 'unknown'

/** Below this all runs cost the same time: how long short ones take tells more of the moment than of the work. */
const leastSeconds = 64

/**
 * The time that a run took, as the next power of two of seconds, from `64s` on: `128s`, `256s` … How long a run over
 * protected tables took may tell of rows, so it is withheld.
 */
export function timeClassOf({
  is_protected,
  started_at,
  finished_at,
}: Pick<RunRow, 'is_protected' | 'started_at' | 'finished_at'>): string {
  if (is_protected === 1) return 'withheld'
  if (started_at === null || finished_at === null) return `${leastSeconds}s`
  const seconds = Math.max(leastSeconds, (Date.parse(finished_at) - Date.parse(started_at)) / 1000)
  return `${2 ** Math.ceil(Math.log2(seconds))}s`
}
