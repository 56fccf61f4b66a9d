import { diagnosticView, type PrivacyStatement, type QueryAnswer, type RunOptions } from '@glovebox/api'
import type { Ask, Collaboration } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic, hasErrors } from '@glovebox/diagnostics'
import type { BudgetEnd, Warning } from '../ledger/reserve.ts'
import { touch } from '../ledger/settle.ts'
import type { Occasion } from '../log/entry.ts'
import type { RunDraft } from '../log/receipt.ts'
import { commitmentTo } from '../log/tagged-hash.ts'
import { answeredBefore, askedAnew, type KnownStep } from '../privacy/answered-before.ts'
import { keepPublished } from '../privacy/published-rows.ts'
import { toCacheOrder } from '../privacy/question-key.ts'
import { privacyStatement } from '../privacy/statement.ts'
import { appendEntry } from '../state/audit-log.ts'
import { boundingKey } from '../state/bounding-key.ts'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import { type AssessedAsk, assessAsk } from './assess-ask.ts'
import { askedOf, beginRun } from './begin-run.ts'
import { type Brought, bringTables } from './bring-tables.ts'
import { notePolicies, type Paid, payFor, type Unpaid } from './pay.ts'
import { type HeldTables, pinTables } from './pin-tables.ts'
import { pendingQueries, planJobs } from './plan-jobs.ts'
import { needsOfQueries } from './plan-needs.ts'
import { refusal } from './refusal.ts'
import { type Ending, endingOf, privateEndingOf, privateFailure, resultColumns, unbroughtEnding } from './run-end.ts'
import { runPrivately } from './run-plan.ts'
import { settleRun } from './settle-run.ts'
import type { World } from './world.ts'

/** How a run is watched, stopped and named. */
export type QueryOptions = RunOptions &
  Pick<Occasion, 'payer' | 'user' | 'destination'> & {
    /** The id that the run has already; absent: it gets one. */
    readonly run?: string
    /** Of the members who may receive its result, those who shall; absent: all. */
    readonly receivers?: readonly string[]
    /** Whether the result is kept for its submitter too, who has nobody waiting for it. */
    readonly keepsResult?: boolean
    /** What else stands in the transaction that puts the run on record. */
    readonly beside?: BesideRun
  }

/** What others do in the transaction that puts a run on record. */
export type BesideRun = {
  /** Says why the run may not begin; whatever it writes is undone where it may not. */
  readonly admit: (tx: RoomState, run: AdmittedRun) => Promise<readonly Diagnostic[]>
  /** Hears which shares of budgets were crossed, and which budgets cannot pay so much again. */
  readonly charged: (
    tx: RoomState,
    told: { readonly warnings: readonly Warning[]; readonly endings: readonly BudgetEnd[] },
  ) => Promise<void>
}

/** A run that is about to begin. */
export type AdmittedRun = {
  readonly run: string
  readonly member: string
  readonly collaboration: Collaboration
  readonly tables: readonly string[]
  readonly at: string
}

/** Assesses an ask, puts the run on record, pays for it, runs it, and puts its end on record before anybody sees it. */
export async function query(world: World, ask: Ask, options: QueryOptions): Promise<QueryAnswer> {
  options.onProgress?.('reading')
  const assessed = await assessAsk(world, ask)
  if (assessed.kind === 'turned-away') return assessed.refusal
  if (assessed.kind === 'refused') {
    await recordRefusal(world, ask, assessed.reason, assessed.diagnostics, options)
    return refusal(assessed.reason, assessed.diagnostics, assessed.assessment.sql)
  }
  return runAccepted(world, ask, assessed, options)
}

type Accepted = Extract<AssessedAsk, { kind: 'accepted' }>

/** What was published before of a run's steps, and the shares of budgets that its charge crossed. */
type Payment = { readonly known: readonly KnownStep[]; readonly warnings: readonly Warning[] }

/** What a run stands on once it is on record. */
type Run = Payment & {
  readonly state: RoomState
  readonly draft: RunDraft
  readonly accepted: Accepted
  readonly keepsResult: boolean
}

async function runAccepted(world: World, ask: Ask, accepted: Accepted, options: QueryOptions): Promise<QueryAnswer> {
  const { collaboration, fileText } = accepted
  const wanted = options.receivers
  const receivers = accepted.receivers.filter((member) => wanted === undefined || wanted.includes(member))
  // Nobody is wanted where the result stays inside of the room.
  if (receivers.length === 0 && wanted?.length !== 0) return refuseReceivers(world, ask, accepted, options)
  const read = collaboration.tables.filter(({ name }) => accepted.tables.includes(name))
  const held = await pinTables(world, read, options)
  try {
    if (hasErrors(held.diagnostics)) return refusal('validation', held.diagnostics, fileText)
    return await runHeld(world, { ask, accepted, receivers, held }, options)
  } finally {
    await held.close()
  }
}

/** What is about to be put on record. */
type Ready = {
  readonly ask: Ask
  readonly accepted: Accepted
  readonly receivers: readonly string[]
  readonly held: HeldTables
}

async function runHeld(
  world: World,
  { ask, accepted, receivers, held }: Ready,
  options: QueryOptions,
): Promise<QueryAnswer> {
  const { collaboration, fileText, plan } = accepted
  const state = await world.state()
  const tables = held.tables.map(({ table: { name, owner }, pinned }) => ({ name, owner, seen: pinned.version }))
  const occasion = occasionOf(ask, options)
  const submission = { ask, collaboration, text: fileText, plan, tables, receivers, run: options.run, occasion }
  await notePolicies(state, collaboration, world.clock().toISOString())
  const begun = await beginRun<Payment, Unpaid>(world, state, submission, async (tx, draft) => {
    const circumstances = { member: ask.member, ...draft }
    // What is activated leaves once, and is kept for nobody who asks again.
    const isKept = options.destination === undefined
    const known = isKept ? await answeredBefore(tx, plan, circumstances) : askedAnew(plan, circumstances)
    const paid = await admitAndPay(tx, accepted, known, { ...draft, member: ask.member }, options.beside)
    if (paid.kind === 'unpaid') return { kind: 'unpaid', reason: paid }
    return { kind: 'paid', paid: { known, warnings: paid.warnings } }
  })
  if (begun.kind === 'unpaid') {
    await recordRefusal(world, ask, 'budget', begun.reason.diagnostics, options)
    return refusal('budget', begun.reason.diagnostics, accepted.assessment.sql)
  }
  const { draft, lock, paid } = begun
  const run = { state, draft, accepted, keepsResult: options.keepsResult === true, ...paid }
  try {
    const ending = unlessGone(run, await runAndCatch(world, run, held, options))
    options.onProgress?.('recording')
    return answerOf(run, ask, ending, await settle(world, run, ending))
  } finally {
    lock.release()
  }
}

/** The result would go to nobody who may have it. */
async function refuseReceivers(
  world: World,
  ask: Ask,
  { assessment, tables }: Accepted,
  options: QueryOptions,
): Promise<QueryAnswer> {
  const diagnostics = [diagnostic('RUN_NO_RECEIVER', { tables })]
  await recordRefusal(world, ask, 'not-permitted', diagnostics, options)
  return refusal('not-permitted', diagnostics, assessment.sql)
}

/** Pays for a run that everybody else admits; where it is not paid for, nothing that they wrote is kept. */
async function admitAndPay(
  tx: RoomState,
  accepted: Accepted,
  known: readonly KnownStep[],
  draft: Pick<RunDraft, 'run' | 'member' | 'submittedAt'>,
  beside: BesideRun | undefined,
): Promise<Paid> {
  if (beside === undefined) return payFor(tx, accepted, known, draft)
  const { collaboration, tables } = accepted
  const { run, member, submittedAt: at } = draft
  try {
    return await inTransaction(tx, async (inner) => {
      const unadmitted = await beside.admit(inner, { run, member, collaboration, tables, at })
      if (unadmitted.length > 0) throw new NotPaid(unadmitted)
      const paid = await payFor(inner, accepted, known, draft)
      if (paid.kind === 'unpaid') throw new NotPaid(paid.diagnostics)
      await beside.charged(inner, paid)
      return paid
    })
  } catch (error) {
    if (error instanceof NotPaid) return { kind: 'unpaid', diagnostics: error.diagnostics }
    throw error
  }
}

/** Undoes what was written for a run that does not begin. */
class NotPaid extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super('the run is not paid for')
    this.diagnostics = diagnostics
  }
}

/** Runs what the plan has yet to run. An engine that throws has a bug; the run is settled all the same, so that the log is whole. */
async function runAndCatch(world: World, run: Run, held: HeldTables, options: RunOptions): Promise<Ending> {
  const { state, draft, accepted, known } = run
  const { plan, schema } = accepted
  const { signal, timeoutMs } = options
  let brought: Brought | undefined
  try {
    const published = known.map((step) => step.published)
    const isPrivate = plan.steps.length > 0
    const key = isPrivate ? await boundingKey(state) : undefined
    // A time-out of the analyst's own choice would be a question that no noise answers.
    const limits = world.limits(isPrivate ? undefined : timeoutMs)
    const queries = pendingQueries(plan, published)
    // From here on nothing that was charged is given back.
    if (known.some((step) => step.published === undefined) && !(await touch(state, draft.run)))
      throw new Error('data would be read that nothing was charged for')
    // Whoever watches would see where a private run failed.
    options.onProgress?.(isPrivate ? 'running' : 'fetching')
    brought = await bringTables(world, held, needsOfQueries(queries, schema), {
      schema,
      timeoutMs: limits.timeoutMs,
      signal,
    })
    if (brought.kind !== 'brought') return unbroughtEnding(brought, { isPrivate, limits })
    if (!isPrivate) options.onProgress?.('running')
    const jobs = planJobs(queries, brought.tables, { limits, boundingKey: key })
    const control = signal === undefined ? {} : { signal }
    if (isPrivate) return privateEndingOf(await runPrivately(world, plan, jobs, published, control), plan)
    const [only] = jobs
    if (only === undefined) throw new Error('a plan without private steps has nothing to run')
    const engine = await world.engine()
    return endingOf(await engine.run(only.job, control), plan, only.job)
  } catch (error) {
    if (plan.steps.length > 0) return privateFailure(String(error))
    const end = { status: 'failed', codes: ['ENGINE_FAILED'], finishedAt: world.clock().toISOString() } as const
    await settleRun(state, draft, end, { reason: String(error) })
    throw error
  } finally {
    await brought?.wipe()
  }
}

/** A run's receipt, and what its result promises. */
type Settled = { readonly receipt: string; readonly privacy?: PrivacyStatement }

/** What came of a run when a member that it is made of has gone: it would be sealed with a key that is destroyed. */
function unlessGone({ state, draft, accepted }: Run, ending: Ending): Ending {
  if (ending.status !== 'ok') return ending
  if (state.vault.canSeal(state.madeOf({ tables: accepted.tables, member: draft.member }))) return ending
  const code = accepted.plan.steps.length > 0 ? 'PRIVACY_RUN_CANCELLED' : 'RUN_CANCELLED'
  return { status: 'cancelled', diagnostics: [diagnostic(code, {})], isolation: ending.isolation }
}

async function settle(world: World, run: Run, ending: Ending): Promise<Settled> {
  const { state, draft, accepted } = run
  const finishedAt = world.clock().toISOString()
  const { status, isolation } = ending
  if (ending.status !== 'ok') {
    const codes = ending.diagnostics.map(({ code }) => code)
    const hidden = ending.reason === undefined ? {} : { reason: ending.reason }
    // Whether an engine ran, and how it ended, would tell what of a private run failed.
    const shown = accepted.plan.steps.length > 0 ? {} : { isolation }
    return { receipt: settled(await settleRun(state, draft, { status, codes, finishedAt, ...shown }, hidden)) }
  }
  const privacy = await statementOf(run, ending, finishedAt)
  const result = { columns: resultColumns(accepted.plan), rows: ending.rows }
  const salt = world.random(32)
  const commitment = commitmentTo(result, salt)
  // A receipt is for every member: where each number lies is for receivers.
  const promise = privacy === undefined ? {} : { privacy: { ...privacy, intervals: {} } }
  const end = { status, codes: [], finishedAt, isolation, commitment, ...promise }
  // A submitter who waits has its result in hand; the others fetch theirs.
  const isKept = run.keepsResult || draft.receivers.some((receiver) => receiver !== draft.member)
  const kept = { result, ...(privacy === undefined ? {} : { privacy }) }
  const hidden = { salt: Buffer.from(salt).toString('hex'), ...(isKept ? kept : {}) }
  const receipt = await inTransaction(state, async (tx) => {
    await keepAnswers(tx, run, ending, finishedAt)
    return settled(await settleRun(tx, draft, end, hidden))
  })
  return { receipt, ...(privacy === undefined ? {} : { privacy }) }
}

function settled(receipt: string | undefined): string {
  if (receipt === undefined) throw new Error('a run was settled while its process was alive')
  return receipt
}

/** What was published is kept before anybody sees it: whoever asks again gets the same. */
async function keepAnswers(
  tx: RoomState,
  { draft, accepted, known }: Run,
  ending: Ending & { status: 'ok' },
  at: string,
): Promise<void> {
  if (draft.destination !== undefined) return
  for (const [index, rows] of ending.published.entries()) {
    const [step, before] = [accepted.plan.steps[index], known[index]]
    if (step === undefined || before === undefined || before.published !== undefined) continue
    const kept = toCacheOrder(rows, before.question, step.keys.length)
    const { tables } = accepted
    await keepPublished(tx, { key: before.question.key, member: draft.member, at, rows: kept, tables })
  }
}

async function statementOf(
  { state, draft, accepted, known, warnings }: Run,
  { intervals }: Ending & { status: 'ok' },
  at: string,
): Promise<PrivacyStatement | undefined> {
  const { plan, collaboration } = accepted
  if (plan.steps.length === 0) return undefined
  const cached = known.map(({ published }) => published !== undefined)
  return privacyStatement(state, collaboration, plan, { member: draft.member, at, cached, intervals, warnings })
}

function answerOf({ accepted, draft }: Run, ask: Ask, ending: Ending, { receipt, privacy }: Settled): QueryAnswer {
  const text = accepted.assessment.sql
  if (ending.status !== 'ok') {
    const diagnostics = ending.diagnostics.map((d) => diagnosticView(d, text))
    return { status: ending.status, diagnostics, receipt, text }
  }
  const isReceiver = draft.receivers.includes(ask.member)
  return {
    status: 'ok',
    columns: resultColumns(accepted.plan),
    ...(isReceiver ? { rows: ending.rows } : {}),
    ...(privacy === undefined ? {} : { privacy: isReceiver ? privacy : { ...privacy, intervals: {} } }),
    suppression: { constraints: accepted.plan.suppression },
    receipt,
    isolation: ending.isolation,
    receivers: draft.receivers,
  }
}

/** Puts a refusal on record. */
export async function recordRefusal(
  world: World,
  ask: Ask,
  reason: string,
  diagnostics: readonly { readonly code: string }[],
  options: QueryOptions,
): Promise<void> {
  const codes = [...new Set(diagnostics.map(({ code }) => code))]
  const at = world.clock().toISOString()
  const named = options.run === undefined ? {} : { run: options.run }
  const asked = { ...occasionOf(ask, options), ...named, member: ask.member, asked: askedOf(ask) }
  await inTransaction(await world.state(), (tx) => appendEntry(tx, { ...asked, kind: 'refused', reason, codes }, at))
}

/** What an analysis is for is part of the ask: rules look at it. */
function occasionOf({ purpose }: Ask, { payer, user, destination }: QueryOptions): Occasion {
  return {
    ...(purpose === undefined ? {} : { purpose }),
    ...(payer === undefined ? {} : { payer }),
    ...(user === undefined ? {} : { user }),
    ...(destination === undefined ? {} : { destination }),
  }
}
