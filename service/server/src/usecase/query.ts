import { diagnosticView, type QueryAnswer, type RunOptions } from '@glovebox/api'
import type { Ask, Plan } from '@glovebox/cleanroom'
import { type Diagnostic, hasErrors } from '@glovebox/diagnostics'
import { duckdb, emit, typeName } from '@glovebox/sql'
import type { RunDraft } from '../log/receipt.ts'
import { commitmentTo } from '../log/tagged-hash.ts'
import type { EngineJob } from '../port/engine.ts'
import { fileStates } from '../source/fingerprint.ts'
import { appendEntry } from '../state/audit-log.ts'
import { type Database, transaction } from '../state/database.ts'
import { type AssessedAsk, assessAsk } from './assess-ask.ts'
import { askedOf, beginRun } from './begin-run.ts'
import { findSource } from './find-columns.ts'
import { refusal } from './refusal.ts'
import { type Ending, endingOf } from './run-end.ts'
import { settleRun } from './settle-run.ts'
import type { World } from './world.ts'

/** Assesses an ask, puts the run on record, runs it, and puts its end on record with a receipt before anybody sees it. */
export async function query(world: World, ask: Ask, options: RunOptions): Promise<QueryAnswer> {
  options.onProgress?.('reading')
  const assessed = await assessAsk(world, ask)
  if (assessed.kind === 'turned-away') return assessed.refusal
  if (assessed.kind === 'refused') {
    recordRefusal(world, ask, assessed.reason, assessed.diagnostics)
    return refusal(assessed.reason, assessed.diagnostics, assessed.assessment.sql)
  }
  return runAccepted(world, ask, assessed, options)
}

type Accepted = Extract<AssessedAsk, { kind: 'accepted' }>

async function runAccepted(world: World, ask: Ask, accepted: Accepted, options: RunOptions): Promise<QueryAnswer> {
  const prepared = prepareJob(world, accepted, options)
  if (!prepared.ok) return refusal('validation', prepared.diagnostics, accepted.fileText)
  const { job, files } = prepared
  const { collaboration, fileText, plan, receivers } = accepted
  const database = world.state()
  const tables = await Promise.all(files.map(async (table) => ({ ...table, files: await fileStates(table.files) })))
  const submission = { ask, collaboration, text: fileText, plan, tables, receivers }
  const { draft, lock } = beginRun(world, database, submission)
  try {
    options.onProgress?.('running')
    const ending = await runJob(world, database, draft, plan, job, options)
    options.onProgress?.('recording')
    const receipt = settle(world, database, draft, job, ending)
    return answerOf(accepted, ask, job, ending, receipt)
  } finally {
    lock.release()
  }
}

type Prepared =
  | {
      readonly ok: true
      readonly job: EngineJob
      readonly files: readonly { readonly name: string; readonly owner: string; readonly files: readonly string[] }[]
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** The emitted SQL with the files of the tables that it reads, and no others. */
function prepareJob(world: World, { plan, collaboration, schema, tables }: Accepted, options: RunOptions): Prepared {
  const { sql, columns } = emit(plan.query, duckdb)
  const diagnostics: Diagnostic[] = []
  const read = collaboration.tables.flatMap((table) => {
    if (!tables.includes(table.name)) return []
    const source = findSource(world, table)
    if (!source.ok) {
      diagnostics.push(...source.diagnostics)
      return []
    }
    const known = schema.tables.find(({ name }) => name === table.name)
    return [{ name: table.name, owner: table.owner, source: source.value, columns: known?.columns ?? [] }]
  })
  if (hasErrors(diagnostics)) return { ok: false, diagnostics }
  return {
    ok: true,
    job: {
      sql,
      columns,
      tables: read.map(({ name, source, columns }) => ({ name, source, columns })),
      limits: world.limits(options.timeoutMs),
    },
    files: read.map(({ name, owner, source }) => ({ name, owner, files: source.files })),
  }
}

/** Runs the job. An engine that throws has a bug; the run is settled all the same, so that the log is whole. */
async function runJob(
  world: World,
  database: Database,
  draft: RunDraft,
  plan: Plan,
  job: EngineJob,
  { signal }: RunOptions,
): Promise<Ending> {
  try {
    const engine = await world.engine()
    return endingOf(await engine.run(job, signal === undefined ? {} : { signal }), plan, job)
  } catch (error) {
    const end = { status: 'failed', codes: ['ENGINE_FAILED'], finishedAt: world.clock().toISOString() } as const
    settleRun(world, database, draft, end, { reason: String(error) })
    throw error
  }
}

function settle(world: World, database: Database, draft: RunDraft, job: EngineJob, ending: Ending): string {
  const finishedAt = world.clock().toISOString()
  const { status, isolation } = ending
  const receipt = (() => {
    if (ending.status !== 'ok') {
      const codes = ending.diagnostics.map(({ code }) => code)
      const hidden = ending.reason === undefined ? {} : { reason: ending.reason }
      return settleRun(world, database, draft, { status, codes, finishedAt, isolation }, hidden)
    }
    const result = { columns: resultColumns(job), rows: ending.rows }
    const salt = world.random(32)
    const end = { status, codes: [], finishedAt, isolation, commitment: commitmentTo(result, salt) }
    // The submitter has its result in hand; the others fetch theirs.
    const isForOthers = draft.receivers.some((receiver) => receiver !== draft.member)
    const hidden = { salt: Buffer.from(salt).toString('hex'), ...(isForOthers ? { result } : {}) }
    return settleRun(world, database, draft, end, hidden)
  })()
  if (receipt === undefined) throw new Error('a run was settled while its process was alive')
  return receipt
}

function answerOf(accepted: Accepted, ask: Ask, job: EngineJob, ending: Ending, receipt: string): QueryAnswer {
  const text = accepted.assessment.sql
  if (ending.status !== 'ok') {
    const diagnostics = ending.diagnostics.map((d) => diagnosticView(d, text))
    return { status: ending.status, diagnostics, receipt, text }
  }
  return {
    status: 'ok',
    columns: resultColumns(job),
    ...(accepted.receivers.includes(ask.member) ? { rows: ending.rows } : {}),
    suppression: { constraints: accepted.plan.suppression },
    receipt,
    isolation: ending.isolation,
    receivers: accepted.receivers,
  }
}

function resultColumns(job: EngineJob): readonly { readonly name: string; readonly type: string }[] {
  return job.columns.map(({ name, type }) => ({ name, type: typeName(type) }))
}

function recordRefusal(
  world: World,
  ask: Ask,
  reason: string,
  diagnostics: readonly { readonly code: string }[],
): void {
  const database = world.state()
  const codes = [...new Set(diagnostics.map(({ code }) => code))]
  const at = world.clock().toISOString()
  transaction(database, () => {
    appendEntry(database, { kind: 'refused', member: ask.member, asked: askedOf(ask), reason, codes }, at)
  })
}
