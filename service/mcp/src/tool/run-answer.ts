import {
  type Cell,
  type Client,
  cellShape,
  described,
  flag,
  integer,
  list,
  object,
  optional,
  type Run,
  readResult,
  readRun,
  runShape,
  type Shape,
  text,
} from '@glovebox/api'

/** Rows of a result, as many as were asked for. */
export type ShownRows = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly total: number
  readonly isCut: boolean
  readonly note?: string
}

/** A run with its rows, and what to do next. */
export type RunAnswer = { readonly run: Run; readonly result?: ShownRows; readonly next?: string }

export const runAnswer: Shape<RunAnswer> = object<RunAnswer>({
  run: described(runShape, '`release` holds the privacy statement, the intervals and what is withheld by rule'),
  result: optional(
    object<ShownRows>({
      columns: list(text()),
      rows: list(list(cellShape, { max: 10_000 }), { max: 1000 }),
      total: integer({ min: 0 }),
      isCut: flag,
      note: optional(text()),
    }),
  ),
  next: optional(text()),
})

/** How many rows come where nothing is said, and at most. */
export const rowLimits = { usual: 100, most: 1000 } as const
export const rowsText: Shape<number> = described(
  integer({ min: 0, max: rowLimits.most }),
  `how many rows to show, ${rowLimits.usual} where it is absent; intervals of the run are for all rows in the same order`,
)

/** Cells of a result beyond so many characters are not shown. */
const mostCharacters = 200_000

/** Whether a run will not change any more. */
export function isEnded({ status }: Run): boolean {
  return status !== 'queued' && status !== 'awaiting-approval' && status !== 'running'
}

/** Waits for the end of a run, but not longer than so many seconds, nor for a person. */
export async function untilEnded(
  client: Client,
  begun: Run,
  {
    seconds,
    signal,
    onWait,
  }: { readonly seconds: number; readonly signal: AbortSignal; readonly onWait: (run: Run) => Promise<void> },
): Promise<Run> {
  const params = { collaboration: begun.collaboration, run: begun.id }
  let [run, left] = [begun, seconds]
  while (!isEnded(run) && run.status !== 'awaiting-approval' && left > 0 && !signal.aborted) {
    await onWait(run)
    const wait = Math.min(left, 10)
    run = await client.call(readRun, { params, query: { wait } }, { signal })
    left -= wait
  }
  return run
}

/** A run with as many of its rows as are wanted. */
export async function answerOfRun(client: Client, run: Run, rows: number): Promise<RunAnswer> {
  const next = nextOf(run)
  const isReadable = run.status === 'ok' && run.isReceiver && run.release?.expiresAt !== undefined && rows > 0
  return {
    run,
    ...(isReadable ? { result: await shownRows(client, run, rows) } : {}),
    ...(next === undefined ? {} : { next }),
  }
}

async function shownRows(client: Client, run: Run, most: number): Promise<ShownRows> {
  const params = { collaboration: run.collaboration, run: run.id }
  const response = await client.open(readResult, { params }, { accept: 'application/json' })
  const { rows } = (await response.json()) as { readonly rows: readonly (readonly Cell[])[] }
  const columns = (run.release?.columns ?? []).map(({ name }) => name)
  let characters = 0
  const fitting = rows.slice(0, most).filter((row) => {
    characters += JSON.stringify(row).length
    return characters <= mostCharacters
  })
  const isCut = fitting.length < rows.length
  const note = `these are the first ${fitting.length} of ${rows.length} rows; aggregate further, or fetch all with glovebox api readResult`
  return { columns, rows: fitting, total: rows.length, isCut, ...(isCut ? { note } : {}) }
}

function nextOf(run: Run): string | undefined {
  switch (run.status) {
    case 'awaiting-approval':
      return 'a person of your organisation has to let this run go on: tell your user its id, and read_run later'
    case 'queued':
    case 'running':
      return 'it goes on: read_run gives its result later; do not run it again'
    case 'ok':
      return run.isReceiver ? undefined : 'the result goes to other members; this account does not receive it'
    default:
      return undefined
  }
}
