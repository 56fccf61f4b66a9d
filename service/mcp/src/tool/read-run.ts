import { described, integer, object, optional, readRun, type Shape, text } from '@glovebox/api'
import { collaborationText, findCollaboration } from './find-collaboration.ts'
import { answerOfRun, type RunAnswer, rowLimits, rowsText, runAnswer, untilEnded } from './run-answer.ts'
import { type AnyTool, reading, tool } from './tool.ts'

type Input = {
  readonly collaboration: string
  readonly run: string
  readonly waitSeconds?: number
  readonly rows?: number
}

const runId: Shape<string> = described(text({ min: 5, max: 64 }), 'the id of the run (run_…)')

/** A run that was submitted before. */
export const readRunTool: AnyTool = tool<Input, RunAnswer>({
  name: 'read_run',
  title: 'Read a run',
  description:
    'How a run stands, and its rows where it has ended and this account receives them. Reading a result again costs nothing.',
  input: object<Input>({
    collaboration: collaborationText,
    run: runId,
    waitSeconds: optional(
      described(integer({ min: 0, max: 300 }), 'how long to wait for its end; 0 where it is absent'),
    ),
    rows: optional(rowsText),
  }),
  data: runAnswer,
  hints: reading,
  run: async ({ collaboration: named, run: id, waitSeconds = 0, rows = rowLimits.usual }, call) => {
    const { client, signal, onProgress } = call
    const collaboration = await findCollaboration(client, named)
    const found = await client.call(readRun, { params: { collaboration, run: id } }, { signal })
    const onWait = ({ status }: { readonly status: string }): Promise<void> => onProgress(`the run is ${status}`)
    const run = await untilEnded(client, found, { seconds: waitSeconds, signal, onWait })
    return await answerOfRun(client, run, rows)
  },
})
