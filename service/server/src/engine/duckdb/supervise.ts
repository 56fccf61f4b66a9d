import { readFrames } from './decode-frames.ts'
import { type RunFolder, spilledBytes } from './run-folder.ts'
import { endWorker, type Worker } from './start-worker.ts'
import type { WorkerFrame, WorkerTask } from './worker/wire.ts'

/** When a worker is ended from outside. */
export type Watch = {
  readonly timeoutMs: number
  readonly temporaryMb: number
  readonly mostBytes: number
  readonly signal?: AbortSignal
}

/** How a worker ended: by its own last frame, or because it was ended, or for a reason only owners may see. */
export type Ending =
  | { readonly kind: 'finished'; readonly frame: FinalFrame }
  | { readonly kind: 'timed-out' | 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: string }

type FinalFrame = Exclude<WorkerFrame, { readonly kind: 'started' | 'rows' }>
type RowsFrame = Extract<WorkerFrame, { readonly kind: 'rows' }>

const watchEveryMs = 250
const longestComplaint = 20_000

/**
 * Gives a worker its task and waits until it and all that it started are gone. `take` gets rows as they come and says
 * why not to go on.
 */
export async function supervise(
  worker: Worker,
  task: WorkerTask,
  folder: RunFolder,
  watch: Watch,
  take: (frame: RowsFrame) => string | undefined,
): Promise<Ending> {
  let ending: Ending | undefined
  const end = (how: Ending): void => {
    ending ??= how
    endWorker(worker)
  }
  const gone = exitOf(worker, end)
  const complaints = collect(worker)
  const cancel = (): void => end({ kind: 'cancelled' })
  watch.signal?.addEventListener('abort', cancel, { once: true })
  if (watch.signal?.aborted === true) cancel()
  const clock = setTimeout(() => end({ kind: 'timed-out' }), watch.timeoutMs)
  const disk = setInterval(() => {
    // DuckDB holds itself to the same limit; this is for whatever else may write there.
    spilledBytes(folder).then(
      (bytes) => {
        if (bytes > (watch.temporaryMb + 64) * 2 ** 20) end({ kind: 'failed', reason: 'too much temporary data' })
      },
      () => {},
    )
  }, watchEveryMs)
  worker.input.write(`${JSON.stringify(task)}\n`)
  const onFrame = (frame: WorkerFrame): void => {
    if (ending !== undefined || frame.kind === 'started') return
    if (frame.kind === 'rows') {
      const problem = take(frame)
      if (problem !== undefined) end({ kind: 'failed', reason: problem })
    } else end({ kind: 'finished', frame })
  }
  try {
    const problem = await readFrames(worker.frames, watch.mostBytes, onFrame)
    if (problem !== undefined) end({ kind: 'failed', reason: problem })
    const exit = await gone
    return (
      ending ?? { kind: 'failed', reason: [`the engine process ended by itself (${exit})`, ...complaints()].join(': ') }
    )
  } finally {
    clearTimeout(clock)
    clearInterval(disk)
    watch.signal?.removeEventListener('abort', cancel)
  }
}

/** Waits until a worker has ended and every copy of its pipes is closed, so that nothing of it is left. */
function exitOf({ process: child }: Worker, end: (how: Ending) => void): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      end({ kind: 'failed', reason: `the engine process did not start: ${error.message}` })
      resolve('error')
    })
    child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
}

function collect({ complaints }: Worker): () => readonly string[] {
  let text = ''
  complaints.on('data', (part: Buffer) => {
    if (text.length < longestComplaint) text += part.toString('utf8')
  })
  return () => (text.trim() === '' ? [] : [text.trim().slice(0, longestComplaint)])
}
