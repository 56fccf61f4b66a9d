import { type Client, type InputPart, ProblemError, type RunStatus, watchRun } from '@glovebox/api'
import { pause } from './pause.ts'
import { readEvents } from './read-events.ts'

type Place = InputPart<typeof watchRun>['params']

/** So many streams in a row that say nothing, and we stop listening. */
const mostSilentStreams = 2
const pauseMs = 300

/**
 * The steps of a run, over as many streams as it takes: where one breaks, the next goes on after the last step heard.
 * Ends with the run, or where no stream gets through.
 */
export async function* stepsOf(
  client: Client,
  params: Place,
  { signal }: { readonly signal?: AbortSignal },
): AsyncGenerator<RunStatus, void, undefined> {
  let lastEventId: string | undefined
  for (let silent = 0; silent < mostSilentStreams; silent++) {
    if (silent > 0 || lastEventId !== undefined) await pause(pauseMs, signal)
    const body = await streamOf(client, params, {
      ...(signal === undefined ? {} : { signal }),
      ...(lastEventId === undefined ? {} : { lastEventId }),
    })
    if (body === undefined) return
    for await (const { id, data } of readEvents(body)) {
      silent = -1
      lastEventId = id ?? lastEventId
      const said = read(data)
      if (said.status === undefined) return
      // What a running run is at is no status of it.
      if (said.step !== undefined) continue
      const { status } = said
      yield status
      if (lastSteps.has(status)) return
    }
    signal?.throwIfAborted()
  }
}

const lastSteps: ReadonlySet<RunStatus> = new Set(['ok', 'refused', 'failed', 'timed-out', 'cancelled'])

/** Nothing where the server cannot be reached or refuses: asking for the run itself tells why. */
async function streamOf(
  client: Client,
  params: Place,
  options: { readonly signal?: AbortSignal; readonly lastEventId?: string },
): Promise<ReadableStream<Uint8Array> | undefined> {
  try {
    return (await client.open(watchRun, { params }, options)).body ?? undefined
  } catch (error) {
    const isLost = error instanceof Error && error.name === 'TypeError'
    if (isLost || error instanceof ProblemError) return undefined
    throw error
  }
}

type Said = { readonly status?: RunStatus; readonly step?: string }

function read(data: string): Said {
  try {
    return JSON.parse(data) as Said
  } catch {
    return {}
  }
}
