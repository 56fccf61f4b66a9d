import { randomUUID } from 'node:crypto'
import {
  type AnalysisAsk,
  type Cell,
  type Client,
  cancelRun,
  type QueryAnswer,
  type Refusal,
  type Run,
  type RunOptions,
  readResult,
  readRun,
  submitRun,
} from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'

/** An ask as the API takes it. */
export function analysisOf(ask: Ask): AnalysisAsk {
  const purpose = ask.purpose === undefined ? {} : { purpose: ask.purpose }
  return ask.kind === 'sql'
    ? { sql: ask.sql, ...purpose }
    : { template: ask.template, parameters: ask.parameters, ...purpose }
}

/** Seconds that one request waits for the end of a run. */
const wait = 25

/** Submits an ask, waits for the end of its run and fetches its result. A run that is cancelled here is cancelled there. */
export async function runQuery(
  client: Client,
  collaboration: string,
  ask: Ask,
  { timeoutMs, signal, onProgress }: RunOptions,
): Promise<QueryAnswer> {
  onProgress?.('reading')
  const body = { ...analysisOf(ask), ...(timeoutMs === undefined ? {} : { timeoutMs }) }
  let run = await client.call(
    submitRun,
    { params: { collaboration }, query: { wait: 1 }, body },
    { idempotencyKey: randomUUID() },
  )
  const params = { collaboration, run: run.id }
  let isCancelling = false
  onProgress?.('running')
  while (!isEnded(run)) {
    if (signal?.aborted === true && !isCancelling) {
      isCancelling = true
      run = await client.call(cancelRun, { params })
    } else
      run = await untilAborted(
        client.call(readRun, { params, query: { wait } }),
        run,
        isCancelling ? undefined : signal,
      )
  }
  onProgress?.('recording')
  return await answerOf(client, run)
}

/** What comes first: a later state of the run, or the wish to stop it. */
async function untilAborted(later: Promise<Run>, now: Run, signal: AbortSignal | undefined): Promise<Run> {
  if (signal === undefined) return await later
  const aborted = new Promise<Run>((resolve) => {
    signal.addEventListener('abort', () => resolve(now), { once: true })
  })
  // Left behind, it must not be heard of again.
  later.catch(() => {})
  return await Promise.race([later, aborted])
}

function isEnded({ status }: Run): boolean {
  return status !== 'queued' && status !== 'awaiting-approval' && status !== 'running'
}

async function answerOf(client: Client, run: Run): Promise<QueryAnswer> {
  const { status, release, receipt = '', diagnostics = [], text = '' } = run
  if (status === 'refused') return { status, reason: reasonOf(run), diagnostics, text }
  if (status === 'ok' && release !== undefined) {
    const { columns, privacy, suppression, isolation, receivers = [] } = release
    return {
      status: 'ok',
      columns,
      ...(run.isReceiver ? { rows: await rowsOf(client, run) } : {}),
      ...(privacy === undefined ? {} : { privacy }),
      suppression,
      receipt,
      isolation: isolation ?? { level: 'process', measures: [], missing: [] },
      receivers,
    }
  }
  const ended = status === 'timed-out' || status === 'cancelled' ? status : 'failed'
  return { status: ended, diagnostics, receipt, text }
}

function reasonOf({ reason }: Run): Refusal['reason'] {
  return reason === 'validation' || reason === 'budget' || reason === 'not-permitted' ? reason : 'rule'
}

async function rowsOf(client: Client, run: Run): Promise<readonly (readonly Cell[])[]> {
  const params = { collaboration: run.collaboration, run: run.id }
  const response = await client.open(readResult, { params }, { accept: 'application/json' })
  const { rows } = (await response.json()) as { readonly rows: readonly (readonly Cell[])[] }
  return rows
}
