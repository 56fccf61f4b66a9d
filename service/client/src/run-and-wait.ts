import {
  type CallOptions,
  type Client,
  cancelRun,
  type InputPart,
  type Run,
  type RunStatus,
  readRun,
  submitRun,
} from '@glovebox/api'
import { stepsOf } from './steps-of.ts'

/** How a run is waited for. */
export type WaitOptions = {
  /** Stops the run on the server, too. */
  readonly signal?: AbortSignal
  /** Hears of the steps, once each and in order. */
  readonly onStatus?: (status: RunStatus) => void
}

/** A submission with a key of the caller's that is made again is the same run. */
export type SubmitOptions = WaitOptions & Pick<CallOptions, 'idempotencyKey'>

/** Submits a run and gives it as it is when it has ended, well or not: look at its `status`. */
export async function runAndWait(
  client: Client,
  input: InputPart<typeof submitRun>,
  { idempotencyKey = newKey(), ...options }: SubmitOptions = {},
): Promise<Run> {
  options.signal?.throwIfAborted()
  const run = await client.call(submitRun, input, { idempotencyKey })
  return await waitForRun(client, run, options)
}

/** Waits for the end of a run: hears of its steps, and where no stream gets through asks again and again. */
export async function waitForRun(
  client: Client,
  { collaboration, id }: Pick<Run, 'collaboration' | 'id'>,
  { signal, onStatus }: WaitOptions = {},
): Promise<Run> {
  const params = { collaboration, run: id }
  const options = signal === undefined ? {} : { signal }
  let last: RunStatus | undefined
  const hear = (status: RunStatus): void => {
    if (status !== last) onStatus?.(status)
    last = status
  }
  try {
    for await (const status of stepsOf(client, params, options)) hear(status)
    for (let wait = 0; ; wait = longestWait) {
      const run = await client.call(readRun, { params, query: { wait } }, options)
      hear(run.status)
      if (isEnded(run.status)) return run
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error
    // It may have ended meanwhile, or not be ours to stop.
    await client.call(cancelRun, { params }).catch(() => {})
    throw signal.reason
  }
}

/** Seconds that one request waits; proxies give up after 30. */
const longestWait = 25

function isEnded(status: RunStatus): boolean {
  return status !== 'queued' && status !== 'awaiting-approval' && status !== 'running'
}

/** Pages that came over plain HTTP have no `randomUUID`. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
