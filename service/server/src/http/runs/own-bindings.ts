import {
  changeSavedAnalysis,
  changeSchedule,
  deleteSavedAnalysis,
  deleteSchedule,
  listSavedAnalyses,
  listSchedules,
  listScheduleTicks,
  makeSchedule,
  pauseSchedule,
  problem,
  readSavedAnalysis,
  readSchedule,
  resumeSchedule,
  saveAnalysis,
} from '@glovebox/api'
import type { Outcome } from '../../collaboration/outcome.ts'
import { makerOf } from '../../identity/maker.ts'
import type { RunWorld } from '../../runs/run-world.ts'
import * as saved from '../../runs/saved/saved-analyses.ts'
import * as schedules from '../../runs/schedule/schedules.ts'
import { answer, type Binding, bind, empty, type Reply, refuse } from '../binding.ts'
import { replyOf } from './outcome-reply.ts'

/** What an organisation keeps for itself in a collaboration: analyses and schedules. */
export function ownBindings(world: RunWorld): readonly Binding[] {
  return [
    bind(saveAnalysis, async ({ params: { collaboration }, body, principal: { organisation, user } }) =>
      versionedReply(await saved.saveAnalysis(world, { collaboration, organisation }, user, body)),
    ),
    bind(listSavedAnalyses, async ({ params: { collaboration }, query, principal: { organisation } }) =>
      replyOf(await saved.listSavedAnalyses(world, { collaboration, organisation }, query)),
    ),
    bind(readSavedAnalysis, async ({ params: { collaboration, analysis }, principal: { organisation } }) =>
      versionedReply(await saved.readSavedAnalysis(world, { collaboration, organisation }, analysis)),
    ),
    bind(changeSavedAnalysis, async ({ params: { collaboration, analysis }, body, principal, request }) => {
      const place = { collaboration, organisation: principal.organisation }
      return versionedReply(await saved.changeSavedAnalysis(world, place, analysis, body, request.ifMatch))
    }),
    bind(deleteSavedAnalysis, async ({ params: { collaboration, analysis }, principal: { organisation } }) =>
      emptyReply(await saved.deleteSavedAnalysis(world, { collaboration, organisation }, analysis)),
    ),
    bind(makeSchedule, async ({ params: { collaboration }, body, principal }) => {
      const { organisation, agent } = principal
      if (agent !== undefined) return personNeeded
      return versionedReply(
        await schedules.makeSchedule(world, { collaboration, organisation }, makerOf(principal), body),
      )
    }),
    bind(listSchedules, async ({ params: { collaboration }, query, principal: { organisation } }) =>
      replyOf(await schedules.listSchedules(world, { collaboration, organisation }, query)),
    ),
    bind(readSchedule, async ({ params: { collaboration, schedule }, principal: { organisation } }) =>
      versionedReply(await schedules.readSchedule(world, { collaboration, organisation }, schedule)),
    ),
    bind(changeSchedule, async ({ params: { collaboration, schedule }, body, principal, request }) => {
      if (principal.agent !== undefined) return personNeeded
      const place = { collaboration, organisation: principal.organisation }
      return versionedReply(
        await schedules.changeSchedule(world, place, schedule, makerOf(principal), body, request.ifMatch),
      )
    }),
    bind(pauseSchedule, async ({ params: { collaboration, schedule }, principal }) => {
      const place = { collaboration, organisation: principal.organisation }
      return versionedReply(await schedules.turnSchedule(world, place, schedule, makerOf(principal), 'paused'))
    }),
    bind(resumeSchedule, async ({ params: { collaboration, schedule }, principal }) => {
      if (principal.agent !== undefined) return personNeeded
      const place = { collaboration, organisation: principal.organisation }
      return versionedReply(await schedules.turnSchedule(world, place, schedule, makerOf(principal), 'active'))
    }),
    bind(deleteSchedule, async ({ params: { collaboration, schedule }, principal: { organisation } }) =>
      emptyReply(await schedules.deleteSchedule(world, { collaboration, organisation }, schedule)),
    ),
    bind(listScheduleTicks, async ({ params: { collaboration, schedule }, query, principal: { organisation } }) =>
      replyOf(await schedules.listTicks(world, { collaboration, organisation }, schedule, query)),
    ),
  ]
}

/** Runs of a schedule are nobody's key's: a program would spend past its cap by one. */
const personNeeded = refuse(
  problem('SCOPE_MISSING', { reason: 'PERSON_NEEDED', detail: 'a person decides this, not a program' }),
)

function versionedReply<T>(outcome: Outcome<saved.Versioned<T>>): Reply<T> {
  return outcome.ok ? answer(outcome.value.value, { etag: String(outcome.value.version) }) : refuse(outcome.problem)
}

function emptyReply(outcome: Outcome<void>): Reply<undefined> {
  return outcome.ok ? empty : refuse(outcome.problem)
}
