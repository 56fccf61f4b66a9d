import { createHash } from 'node:crypto'
import type { CollaborationSettings, Price, Refusal, RunSubmission } from '@glovebox/api'
import { diagnosticView } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { type Membership, standingOf, whetherMember } from '../collaboration/membership.ts'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import { payerAmong } from '../collaboration/payer.ts'
import { settingsOf } from '../collaboration/settings.ts'
import { canonicalJson, type Json } from '../log/canonical-json.ts'
import type { DestinationRef } from '../log/entry.ts'
import { randomId } from '../state/random-id.ts'
import { type AssessedAsk, assessAsk } from '../usecase/assess-ask.ts'
import { priceAsk } from '../usecase/price-ask.ts'
import { recordRefusal } from '../usecase/query.ts'
import { refusal } from '../usecase/refusal.ts'
import { accessExhaustedNow } from './access-exhausted.ts'
import { keepDraft } from './intake.ts'
import { whyTooOpenFor } from './isolation.ts'
import { earlierRuns, sameRun } from './keep-drafts.ts'
import { unmetPurposes } from './purposes.ts'
import type { OpenRoom } from './rooms.ts'
import { askOf, type RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'
import { type AgentKey, type Spender, unremembering } from './spending-cap.ts'

/** Who submits a run. */
export type Submitter = {
  readonly organisation: string
  readonly user?: string
  /** A program that asks for a person. */
  readonly agent?: AgentKey
  readonly schedule?: string
  /** What the runs of the schedule may come to of any budget. */
  readonly scheduleMaxShare?: number
}

/**
 * Takes an analysis into the queue, after every rule let it pass and every budget can pay for it. The run is on disk
 * when this gives it. The same key with the same body gives the same run, however often and however many at once.
 */
export async function submitRun(
  world: RunWorld,
  by: Submitter,
  collaboration: string,
  submission: RunSubmission,
  idempotencyKey?: string,
): Promise<Outcome<RunRow>> {
  const standing = await standingOf(world.store.db, collaboration)
  const { members } = standing
  const member = whetherMember(
    members.find(({ organisation }) => organisation === by.organisation),
    'act',
  )
  if (!member.ok) return member
  const hash = createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(submission)) as Json))
    .digest('hex')
  if (idempotencyKey !== undefined) {
    const sent = { collaboration, organisation: by.organisation, idempotency_key: idempotencyKey }
    const [before] = (await earlierRuns(world.store.db, [sent])).values()
    if (before !== undefined) return heard(world, sameRun(before, hash))
  }
  const settings = settingsOf(standing.settings)
  const unwilling = whyNot(settings, member.value, submission)
  if (unwilling !== undefined) return unwilling
  const payer = payerAmong(members, submission.payer, member.value.member)
  if (!payer.ok) return payer

  const room = await world.rooms.open(collaboration)
  const tooOpen = await whyTooOpenFor(settings, room)
  if (tooOpen !== undefined) return tooOpen
  const ask = askOf(member.value.member, submission)
  const id = randomId('run', world.random)
  const judged = await judge(world, { collaboration, room }, ask, {
    run: id,
    user: by.user,
    purpose: submission.purpose,
    payer: submission.payer,
    isCapped: spenderOf(by) !== undefined,
  })
  if (!judged.ok) return judged
  const { accepted, prices } = judged.value
  const { destination } = judged.value
  const unreachable = submission.receivers?.filter((name) => !accepted.receivers.includes(name)) ?? []
  if (unreachable.length > 0) {
    const help = `results of this analysis can go to ${accepted.receivers.join(', ')}`
    return refused('REFUSED', {
      reason: 'RECEIVER_NOT_ALLOWED',
      detail: `${unreachable.join(', ')} may not receive it`,
      help,
    })
  }
  const row = rowOf(world, by, member.value, submission, {
    id,
    hash,
    accepted,
    idempotencyKey,
    payer: payer.value.member,
    destination,
  })
  const owners = accepted.collaboration.tables
    .filter(({ name }) => accepted.tables.includes(name))
    .map(({ owner }) => owner)
  return heard(world, await keepDraft(world, { row, owners, prices, spender: spenderOf(by), agent: by.agent }))
}

/** Tells the queue of a run; also of an earlier one, which the queue knows, unless its commit was not heard of. */
function heard(world: RunWorld, kept: Outcome<RunRow>): Outcome<RunRow> {
  if (!kept.ok || kept.value.status !== 'queued') return kept
  const { id, collaboration, organisation } = kept.value
  world.onQueued({ run: id, collaboration, organisation })
  return kept
}

type Accepted = Extract<AssessedAsk, { kind: 'accepted' }>

function rowOf(
  world: RunWorld,
  by: Submitter,
  { collaboration, member }: Membership,
  submission: RunSubmission,
  {
    id,
    hash,
    accepted,
    idempotencyKey,
    payer,
    destination,
  }: {
    readonly id: string
    readonly hash: string
    readonly accepted: Accepted
    readonly idempotencyKey: string | undefined
    readonly payer: string
    readonly destination: DestinationRef | undefined
  },
): RunRow {
  const { payer: _, timeoutMs, receivers, ...ask } = submission
  const wanted = destination === undefined ? receivers : []
  return {
    id,
    collaboration,
    organisation: by.organisation,
    member,
    user: by.user ?? null,
    agent: by.agent?.key ?? null,
    ask: JSON.stringify(ask),
    purpose: submission.purpose ?? null,
    payer,
    tables: JSON.stringify(accepted.tables),
    wanted_receivers: wanted === undefined ? null : JSON.stringify(wanted),
    receivers: JSON.stringify(wanted ?? accepted.receivers),
    destination: destination === undefined ? null : JSON.stringify(destination),
    status: 'queued',
    idempotency_key: idempotencyKey ?? null,
    request_hash: hash,
    timeout_ms: timeoutMs ?? null,
    submitted_at: world.clock().toISOString(),
    started_at: null,
    finished_at: null,
    attempts: 0,
    receipt: null,
    reason: null,
    diagnostics: null,
    text: null,
    expires_at: null,
    result_gone_at: null,
    schedule: by.schedule ?? null,
    approved_by: null,
    spending_cap: spenderOf(by)?.maxShare ?? null,
    is_protected: accepted.plan.steps.length > 0 ? 1 : 0,
  }
}

function spenderOf({ agent, schedule, scheduleMaxShare }: Submitter): Spender | undefined {
  if (agent !== undefined) return { by: 'agent', id: agent.key, maxShare: agent.maxShare }
  if (schedule === undefined || scheduleMaxShare === undefined) return undefined
  return { by: 'schedule', id: schedule, maxShare: scheduleMaxShare }
}

/** What keeps a submission out before any rule speaks. */
function whyNot(
  settings: CollaborationSettings,
  member: Membership,
  submission: RunSubmission,
): Outcome<never> | undefined {
  if (member.pausedAt !== undefined)
    return refused('CONFLICT', { reason: 'MEMBER_PAUSED', detail: 'your part in the collaboration stands still' })
  if ('template' in submission && submission.destination !== undefined && submission.receivers !== undefined)
    return refused('REFUSED', {
      reason: 'RECEIVERS_OF_ACTIVATION',
      detail: 'what is activated goes to its destination, and to no member',
      help: 'leave `receivers` out',
    })
  const purposes = unmetPurposes(settings, submission.purpose)
  if (purposes !== undefined)
    return refused('REFUSED', {
      reason: 'PURPOSE_NEEDED',
      detail: 'analyses in this collaboration are for one of its purposes',
      help: `say \`purpose\`: ${purposes.join(', ')}`,
    })
  return undefined
}

/** What was accepted: at what price, and where its result goes. */
type Judged = {
  readonly accepted: Accepted
  readonly prices: readonly Price[]
  readonly destination: DestinationRef | undefined
}

/** What every rule and every budget says, on record where it is no. */
async function judge(
  world: RunWorld,
  { collaboration, room }: { readonly collaboration: string; readonly room: OpenRoom },
  ask: Ask,
  about: {
    readonly run: string
    readonly user: string | undefined
    readonly purpose: string | undefined
    readonly payer: string | undefined
    readonly isCapped: boolean
  },
): Promise<Outcome<Judged>> {
  const assessed = await assessAsk(room, ask)
  if (assessed.kind === 'turned-away') return refusedAs(assessed.refusal)
  const { run, isCapped, ...occasion } = about
  const named = ask.kind === 'template' ? ask.destination : undefined
  const destination = named === undefined ? undefined : room.destination(named)
  const options = { run, ...withoutUndefined(occasion), ...(destination === undefined ? {} : { destination }) }
  if (assessed.kind === 'refused') {
    await recordRefusal(room, ask, assessed.reason, assessed.diagnostics, options)
    return refusedAs(refusal(assessed.reason, assessed.diagnostics, assessed.assessment.sql))
  }
  const { prices, unpayable } = await priceAsk(isCapped ? unremembering(room) : room, ask, assessed)
  const exhausted = await accessExhaustedNow(world, { collaboration, room }, assessed)
  const unpaid = [...unpayable, ...exhausted]
  if (named !== undefined && destination === undefined) throw new Error('rules let pass what goes to no destination')
  if (unpaid.length === 0) return done({ accepted: assessed, prices, destination })
  await recordRefusal(room, ask, 'budget', unpaid, options)
  const text = assessed.assessment.sql
  const diagnostics = unpaid.map((d) => diagnosticView(d, text))
  return refused('BUDGET_EXHAUSTED', { reason: unpayable.length > 0 ? 'BUDGET' : 'ACCESS_BUDGET', diagnostics, text })
}

function withoutUndefined(occasion: {
  readonly user: string | undefined
  readonly purpose: string | undefined
  readonly payer: string | undefined
}): { readonly user?: string; readonly purpose?: string; readonly payer?: string } {
  return Object.fromEntries(Object.entries(occasion).filter(([, value]) => value !== undefined))
}

function refusedAs({ reason, diagnostics, text }: Refusal): Outcome<never> {
  return refused('REFUSED', { reason: reason.toUpperCase().replaceAll('-', '_'), diagnostics, text })
}
