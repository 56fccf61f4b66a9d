import { exitCodes } from './exit-code.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How long a run may take to stop in good order before the process ends without it. */
const graceMs = 800

/** A second Ctrl-C is meant; the copy that the launcher passes on arrives sooner than any finger. */
const sameKeyMs = 200

/** Turns Ctrl-C and its relatives into an abort, and ends the process when that does not. */
export function cancellation(): AbortSignal {
  const controller = new AbortController()
  let first = 0
  const cancel = (): void => {
    const at = performance.now()
    if (!controller.signal.aborted) {
      first = at
      controller.abort()
      // What was left undone is settled when the room is opened again.
      setTimeout(() => process.exit(exitCodes.cancelled), graceMs).unref()
    } else if (at - first > sameKeyMs) process.exit(exitCodes.cancelled)
  }
  for (const signal of signals) process.on(signal, cancel)
  // A launcher that was killed passes nothing on; nobody waits for the answer any more.
  if (process.connected) {
    process.once('disconnect', cancel)
    process.channel?.unref()
  }
  return controller.signal
}
