import {
  approveRun,
  cancelRun,
  deleteResult,
  listRuns,
  type Run,
  readResult,
  readRun,
  rejectRun,
  submitRun,
  watchRun,
} from '@glovebox/api'
import type { Outcome } from '../../collaboration/outcome.ts'
import type { Principal } from '../../principal.ts'
import * as decide from '../../runs/decide-run.ts'
import { formatOf } from '../../runs/format/formats.ts'
import * as results from '../../runs/result.ts'
import type { RunRow } from '../../runs/run-row.ts'
import type { RunWorld } from '../../runs/run-world.ts'
import type { Runner } from '../../runs/runner.ts'
import { type Submitter, submitRun as submit } from '../../runs/submit-run.ts'
import * as views from '../../runs/view-run.ts'
import * as watching from '../../runs/watch-run.ts'
import { answer, type Binding, bind, empty, type Reply, refuse } from '../binding.ts'
import { replyOf } from './outcome-reply.ts'

/** Who submits runs by a request. */
export function submitterOf({ organisation, user, agent, via }: Principal): Submitter {
  const key = agent !== undefined && via.kind === 'key' ? { agent: { key: via.key, ...agent } } : {}
  return { organisation, ...(user === undefined ? {} : { user }), ...key }
}

/** Runs over HTTP. */
export function runBindings(world: RunWorld, runner: Pick<Runner, 'stop'>): readonly Binding[] {
  const shown = async (organisation: string, place: decide.RunPlace): Promise<Reply<Run>> => {
    const seen = await views.seeRun(world, organisation, place)
    return seen.ok ? answer(await views.wholeRunView(world, seen.value)) : refuse(seen.problem)
  }
  const decided = async (organisation: string, outcome: Outcome<RunRow>): Promise<Reply<Run>> =>
    outcome.ok
      ? shown(organisation, { collaboration: outcome.value.collaboration, run: outcome.value.id })
      : refuse(outcome.problem)
  return [
    bind(submitRun, async ({ params: { collaboration }, query: { wait }, body, principal, request }) => {
      const by = submitterOf(principal)
      const outcome = await submit(world, by, collaboration, body, request.idempotencyKey)
      if (!outcome.ok) return refuse(outcome.problem)
      if (wait === undefined) return answer(await views.submittersView(world, outcome.value))
      const place = { collaboration, run: outcome.value.id }
      await views.untilEnded(world, place, wait * 1000, request.signal)
      return shown(principal.organisation, place)
    }),
    bind(listRuns, async ({ params, query, principal }) =>
      replyOf(await views.listRuns(world, principal.organisation, params.collaboration, query)),
    ),
    bind(readRun, async ({ params, query: { wait }, principal, request }) => {
      const seen = await views.seeRun(world, principal.organisation, params)
      if (!seen.ok) return refuse(seen.problem)
      if (wait !== undefined) await views.untilEnded(world, params, wait * 1000, request.signal)
      return shown(principal.organisation, params)
    }),
    bind(watchRun, async ({ params, principal, request }) => {
      const { lastEventId, signal, isStillAllowed } = request
      const stream = await watching.watchRun(world, principal.organisation, params, {
        signal,
        isStillAllowed,
        ...(lastEventId === undefined ? {} : { lastEventId }),
      })
      if (!stream.ok) return refuse(stream.problem)
      return { kind: 'bytes', media: 'text/event-stream', body: stream.value, headers: { 'x-accel-buffering': 'no' } }
    }),
    bind(cancelRun, async ({ params, principal }) =>
      decided(principal.organisation, await decide.cancelRun(world, runner, principal, params)),
    ),
    bind(approveRun, async ({ params, principal }) =>
      decided(principal.organisation, await decide.decideRun(world, principal, params, 'approve')),
    ),
    bind(rejectRun, async ({ params, principal }) =>
      decided(principal.organisation, await decide.decideRun(world, principal, params, 'reject')),
    ),
    bind(readResult, async ({ params, principal, request }) => {
      const kept = await results.openResult(world, principal.organisation, params)
      if (!kept.ok) return refuse(kept.problem)
      const format = formatOf(request.accepts)
      if (format === undefined) throw new Error('the route offers a format that results have not')
      const { columns, parts } = kept.value
      return {
        kind: 'bytes',
        media: format.media,
        body: ReadableStream.from(format.write(columns, parts)),
        headers: { 'content-disposition': `attachment; filename="${params.run}.${format.extension}"` },
      }
    }),
    bind(deleteResult, async ({ params, principal }) => {
      const gone = await results.deleteResult(world, principal.organisation, params)
      return gone.ok ? empty : refuse(gone.problem)
    }),
  ]
}
