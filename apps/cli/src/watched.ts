import type { Progress } from '@glovebox/api'
import { cancellation } from './cancel.ts'
import { progressLine } from './output/progress.ts'

/** How work that may take a while is watched: it can be cancelled, and says what it is at. */
export type Watch = { readonly signal: AbortSignal; readonly onProgress: Progress }

/** Does work that may take a while: with a line of progress on a terminal, and an end when Ctrl-C asks for one. */
export async function watched<T>(work: (watch: Watch) => Promise<T>): Promise<T> {
  const progress = progressLine(process.stderr)
  // Also where cancelling had to end the process.
  process.once('exit', progress.stop)
  try {
    return await work({ signal: cancellation(), onProgress: progress.step })
  } finally {
    progress.stop()
    process.off('exit', progress.stop)
  }
}
