import { setTimeout as sleep } from 'node:timers/promises'
import {
  cancelRun,
  checkAnalysis,
  listBudgets,
  listRuns,
  openBudgetPeriod,
  ProblemError,
  proposeTemplateVersion,
  reviewTemplateVersion,
  submitRun,
  updateAssociation,
} from '@glovebox/api'
import type { TestRoom } from '../api/room.suite.ts'
import { protectedQuestion, thresholdQuestion } from './ground.suite.ts'

/** Members at work, whatever becomes of the server. */
export type Load = {
  /** By its idempotency key: the run that the server said it had taken. */
  readonly acknowledged: ReadonlyMap<string, string>
  /** The newest version of the template that the server said it had. */
  readonly template: () => number
  readonly counts: Counts
  /** What no server may do, whatever happened to it. */
  readonly faults: readonly string[]
  /** Lets everybody end what they are at. */
  readonly stop: () => Promise<void>
}

/** What was answered, by status; `lost`: nothing was. */
export type Counts = { requests: number; lost: number; readonly answers: Map<number, number> }

/** One request: what it gave, which problem it met, or that nobody answered. */
type Answered<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'problem'; readonly status: number; readonly error: ProblemError }
  | { readonly kind: 'lost' }

const patienceMs = 20_000
const table = { name: 'impressions' } as const

/** Where nobody is home, everybody waits here: processes that start have the machine for themselves. */
export type Door = { open: Promise<void> }

/** How many of whom there are. */
export type Crew = { readonly submitters: number; readonly pauseMs: number }

/** Puts a crew to work in a room until it is stopped. */
export function startLoad(room: TestRoom, crew: Crew, door: Door = { open: Promise.resolve() }): Load {
  const { advertiser, publisher, collaboration } = room
  const params = { collaboration }
  const acknowledged = new Map<string, string>()
  const bodies = new Map<string, string>()
  const runs: string[] = []
  const faults: string[] = []
  const counts: Counts = { requests: 0, lost: 0, answers: new Map() }
  let isStopped = false
  let latest = 1
  let exhausted = 0

  const call = async <T>(
    what: string,
    work: (options: { signal: AbortSignal }) => Promise<T>,
  ): Promise<Answered<T>> => {
    counts.requests += 1
    const note = (status: number): void => void counts.answers.set(status, (counts.answers.get(status) ?? 0) + 1)
    try {
      const value = await work({ signal: AbortSignal.timeout(patienceMs) })
      note(200)
      return { kind: 'value', value }
    } catch (error) {
      if (error instanceof ProblemError) {
        const { status, code, instance } = error.problem
        note(status)
        if (status === 500) faults.push(`${what} was answered with ${status} ${code} ${instance}`)
        if (status === 503) await sleep(20)
        return { kind: 'problem', status, error }
      }
      if (error instanceof DOMException) faults.push(`${what} was not answered for ${patienceMs} ms`)
      counts.lost += 1
      await door.open
      await sleep(5 + Math.random() * 20)
      return { kind: 'lost' }
    }
  }
  /** Until somebody answers: that the server was gone, or could not, says nothing. */
  const insist = async <T>(
    what: string,
    work: (options: { signal: AbortSignal }) => Promise<T>,
  ): Promise<Answered<T>> => {
    for (;;) {
      const answered = await call(what, work)
      const isNoAnswer = answered.kind === 'lost' || (answered.kind === 'problem' && answered.status === 503)
      if (!isNoAnswer || isStopped) return answered
    }
  }
  const submit = async (key: string, sql: string, wait: number): Promise<void> => {
    const answered = await insist('submitRun', (options) =>
      advertiser.client.call(
        submitRun,
        { params, query: { wait }, body: { sql } },
        { ...options, idempotencyKey: key },
      ),
    )
    if (answered.kind === 'problem' && answered.status === 402) exhausted += 1
    if (answered.kind !== 'value') return
    const before = acknowledged.get(key)
    if (before !== undefined && before !== answered.value.id) faults.push(`${key} gave ${before} and another run`)
    acknowledged.set(key, answered.value.id)
    bodies.set(key, sql)
    runs.push(answered.value.id)
  }
  const worker = async (act: (turn: number) => Promise<unknown>, pauseMs = crew.pauseMs): Promise<void> => {
    for (let turn = 0; !isStopped; turn++) {
      await act(turn)
      await sleep(Math.random() * 2 * pauseMs)
    }
  }

  const submitter = (number: number): Promise<void> =>
    worker(async (turn) => {
      const question = number % 2 === 0 ? protectedQuestion : thresholdQuestion
      await submit(`s${number}-${turn}`, question(10 + number * 100_000 + turn), number % 3 === 0 ? 1 : 0)
      // What was acknowledged once is asked for again: nothing new may come of it.
      const old = [...acknowledged.keys()][Math.floor(Math.random() * acknowledged.size)]
      const body = old === undefined ? undefined : bodies.get(old)
      if (turn % 5 === 0 && old !== undefined && body !== undefined) await submit(old, body, 0)
    })
  const canceller = worker(async () => {
    const run = runs.at(-1 - Math.floor(Math.random() * 3))
    if (run === undefined) return
    await call('cancelRun', (options) => advertiser.client.call(cancelRun, { params: { collaboration, run } }, options))
  }, 60)
  const pauser = worker(async () => {
    for (const status of ['paused', 'active'] as const)
      await insist('updateAssociation', (options) =>
        publisher.client.call(updateAssociation, { params: { ...params, ...table }, body: { status } }, options),
      )
  }, 150)
  const reviewer = worker(async (turn) => {
    const named = { ...params, template: 'reach' }
    const proposed = await call('proposeTemplateVersion', (options) =>
      advertiser.client.call(
        proposeTemplateVersion,
        { params: named, body: { sql: thresholdQuestion(5_000_000 + turn) } },
        options,
      ),
    )
    if (proposed.kind !== 'value') return
    latest = Math.max(latest, proposed.value.latest.version)
    await call('reviewTemplateVersion', (options) =>
      publisher.client.call(
        reviewTemplateVersion,
        {
          params: { ...named, version: proposed.value.latest.version },
          body: { decision: turn % 2 === 0 ? 'approved' : 'rejected' },
        },
        options,
      ),
    )
  }, 100)
  const owner = worker(async () => {
    const seen = await call('listBudgets', (options) =>
      publisher.client.call(listBudgets, { params, query: { limit: 1 } }, options),
    )
    if (seen.kind === 'value')
      for (const { spent, isFrozen } of seen.value.budgets)
        if (spent.share > 1 || isFrozen) faults.push(`a budget is overspent: ${spent.share}`)
    if (exhausted > 20) {
      exhausted = 0
      await call('openBudgetPeriod', (options) =>
        publisher.client.call(openBudgetPeriod, { params, body: { reason: 'other people' } }, options),
      )
    }
  }, 80)
  const analyst = worker(async (turn) => {
    await call('checkAnalysis', (options) =>
      advertiser.client.call(checkAnalysis, { params, body: { sql: thresholdQuestion(turn) } }, options),
    )
    await call('listRuns', (options) => advertiser.client.call(listRuns, { params, query: { limit: 20 } }, options))
  }, 80)
  const all = [
    ...Array.from({ length: crew.submitters }, (_, number) => submitter(number)),
    ...[canceller, pauser, reviewer, owner, analyst],
  ]
  return {
    acknowledged,
    template: () => latest,
    counts,
    faults,
    stop: async () => {
      isStopped = true
      await Promise.all(all)
    },
  }
}
