import { randomUUID } from 'node:crypto'
import {
  type AnalysisAsk,
  type Cell,
  type Client,
  type QueryAnswer,
  type Refusal,
  type Run,
  type RunOptions,
  readResult,
  submitRun,
} from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { waitForRun } from '@glovebox/client'

/** An ask as the API takes it. */
export function analysisOf(ask: Ask): AnalysisAsk {
  const purpose = ask.purpose === undefined ? {} : { purpose: ask.purpose }
  return ask.kind === 'sql'
    ? { sql: ask.sql, ...purpose }
    : { template: ask.template, parameters: ask.parameters, ...purpose }
}

/** Submits an ask, waits for the end of its run and fetches its result. A run that is cancelled here is cancelled there. */
export async function runQuery(
  client: Client,
  collaboration: string,
  ask: Ask,
  { timeoutMs, signal, onProgress }: RunOptions,
): Promise<QueryAnswer> {
  onProgress?.('reading')
  const body = { ...analysisOf(ask), ...(timeoutMs === undefined ? {} : { timeoutMs }) }
  const submitted = await client.call(submitRun, { params: { collaboration }, body }, { idempotencyKey: randomUUID() })
  onProgress?.('running')
  const run = await waitForRun(client, submitted, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    if (signal?.aborted !== true) throw error
    // It was cancelled there, too: how it ended is what is told.
    return waitForRun(client, submitted)
  })
  onProgress?.('recording')
  return await answerOf(client, run)
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
