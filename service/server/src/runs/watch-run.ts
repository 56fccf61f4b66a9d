import type { Outcome } from '../collaboration/outcome.ts'
import { done } from '../collaboration/outcome.ts'
import type { RunStep } from './bell.ts'
import type { RunPlace } from './decide-run.ts'
import { isFinished } from './run-row.ts'
import type { RunWorld } from './run-world.ts'
import { seeRun } from './view-run.ts'

const heartbeatMs = 15_000

/** How a run is watched. */
export type WatchOptions = {
  readonly lastEventId?: string
  readonly signal: AbortSignal
  /** Whether who watches may still do so; asked before every step and heartbeat. */
  readonly isStillAllowed: () => Promise<boolean>
  readonly heartbeatMs?: number
}

/**
 * The steps of a run as server-sent events, from the one after `lastEventId` to its end. They tell what the run's own
 * record tells, nothing of rows. Whoever is signed out meanwhile, or is no member any more, is shown nothing more.
 */
export async function watchRun(
  world: RunWorld,
  organisation: string,
  place: RunPlace,
  options: WatchOptions,
): Promise<Outcome<ReadableStream<Uint8Array>>> {
  const seen = await seeRun(world, organisation, place)
  if (!seen.ok) return seen
  const from = /^\d{1,9}$/.test(options.lastEventId ?? '') ? Number(options.lastEventId) : 0
  const steps = stepsOf(world, organisation, place, from, AbortSignal.any([options.signal, world.closing]), options)
  return done(
    new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { value, done: isOver } = await steps.next()
        if (isOver === true) controller.close()
        else controller.enqueue(Buffer.from(value))
      },
      cancel: async () => {
        await steps.return(undefined)
      },
    }),
  )
}

async function* stepsOf(
  world: RunWorld,
  organisation: string,
  place: RunPlace,
  from: number,
  signal: AbortSignal,
  { isStillAllowed, heartbeatMs: beatMs = heartbeatMs }: WatchOptions,
): AsyncGenerator<string, void, undefined> {
  let last = from
  let shown: RunStep | undefined
  yield ': begin\n\n'
  while (!signal.aborted) {
    let unlisten = (): void => {}
    const rung = new Promise<void>((resolve) => {
      unlisten = world.bell.watch(place.run, resolve)
    })
    let timer: NodeJS.Timeout | undefined
    try {
      if (!(await isStillAllowed())) return
      const seen = await seeRun(world, organisation, place)
      if (!seen.ok) return
      const news = await world.store.db
        .selectFrom('run_events')
        .select(['sequence', 'at', 'status'])
        .where('run', '=', place.run)
        .where('sequence', '>', last)
        .orderBy('sequence')
        .execute()
      for (const { sequence, at, status } of news) {
        yield `id: ${sequence}\nevent: status\ndata: ${JSON.stringify({ status, at })}\n\n`
        last = sequence
      }
      if (isFinished(seen.value.row)) return
      if (news.length > 0) continue
      // It has no id: whoever comes back is shown what the run is at by then.
      const step = world.bell.stepOf(place.run)
      if (step !== undefined && step !== shown) {
        shown = step
        yield `event: step\ndata: ${JSON.stringify({ status: 'running', step })}\n\n`
        continue
      }
      const beat = new Promise<'beat'>((resolve) => {
        timer = setTimeout(() => resolve('beat'), beatMs)
      })
      const left = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      if ((await Promise.race([rung, beat, left])) === 'beat') yield ': still here\n\n'
    } finally {
      clearTimeout(timer)
      unlisten()
    }
  }
}
