import { randomUUID } from 'node:crypto'
import { described, integer, list, object, optional, submitRun, text } from '@glovebox/api'
import { type AskInput, askFields, askOf } from './ask.ts'
import { findCollaboration } from './find-collaboration.ts'
import { answerOfRun, type RunAnswer, rowLimits, rowsText, runAnswer, untilEnded } from './run-answer.ts'
import { type AnyTool, tool } from './tool.ts'

type Input = AskInput & {
  readonly receivers?: readonly string[]
  readonly payer?: string
  readonly waitSeconds?: number
  readonly rows?: number
  readonly retryKey?: string
}

/** Runs an analysis. */
export const runAnalysisTool: AnyTool = tool<Input, RunAnswer>({
  name: 'run_analysis',
  title: 'Run an analysis',
  description:
    'Runs an analysis and waits for its result: rows, the privacy statement with intervals, and what rules withhold. It may spend privacy budget that does not come back: check_analysis first. What a rule refuses comes back as an error with diagnostics and help, and costs nothing. A run over what this program may spend by itself is `awaiting-approval` until a person lets it go on.',
  input: object<Input>({
    ...askFields,
    receivers: optional(
      described(list(text({ max: 128 }), { min: 1, max: 100 }), 'of the members who may receive it, those who shall'),
    ),
    payer: optional(described(text({ max: 128 }), 'the member who pays, where several may')),
    waitSeconds: optional(
      described(integer({ min: 0, max: 300 }), 'how long to wait for its end; 45 where it is absent'),
    ),
    rows: optional(rowsText),
    retryKey: optional(
      described(text({ min: 8, max: 100 }), 'the same key gives the same run: where an answer may have been lost'),
    ),
  }),
  data: runAnswer,
  hints: { isReading: false, isDestructive: true, isIdempotent: false },
  run: async (input, { client, signal, onProgress }) => {
    const { receivers, payer, waitSeconds = 45, rows = rowLimits.usual, retryKey = randomUUID() } = input
    const params = { collaboration: await findCollaboration(client, input.collaboration) }
    const body = {
      ...askOf(input),
      ...(receivers === undefined ? {} : { receivers }),
      ...(payer === undefined ? {} : { payer }),
    }
    const query = { wait: Math.min(waitSeconds, 5) }
    const begun = await client.call(submitRun, { params, query, body }, { idempotencyKey: retryKey })
    const onWait = ({ status }: { readonly status: string }): Promise<void> => onProgress(`the run is ${status}`)
    const run = await untilEnded(client, begun, { seconds: waitSeconds - query.wait, signal, onWait })
    return await answerOfRun(client, run, rows)
  },
})
