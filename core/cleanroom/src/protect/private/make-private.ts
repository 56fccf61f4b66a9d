import { accepted, type Diagnostic, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import { type ColumnId, type Query, relationsOf } from '@glovebox/sql'
import { placeOfTable, type Question, refuse } from '../../check/question.ts'
import type { Plan } from '../../model/analysis.ts'
import type { PrivacyBudget } from '../../model/privacy.ts'
import type { BoundedStep } from '../../model/private-step.ts'
import { carryIntervals } from '../../release/carry-intervals.ts'
import type { Pass } from '../pass.ts'
import type { PrivateAggregation } from './aggregation.ts'
import { bound } from './bound/bound.ts'
import { clausePlace } from './clause-place.ts'
import { price } from './price/price.ts'
import type { ProtectedTable } from './protected-table.ts'
import { protectedTables } from './protected-tables.ts'
import { track } from './track/track.ts'
import { unitOf } from './track/tracked.ts'
import { openWork, refuseTracked } from './track/work.ts'

/**
 * Makes a question about protected tables differentially private: follows units up to where they are no longer told
 * apart, bounds what one unit adds there, prices the noise, and lets the rest of the query read published rows only.
 */
export const makePrivate: Pass = (plan, question) => {
  const known = protectedTables(question.collaboration.tables)
  const read = question.tables.flatMap(({ association }) => known.get(association.name) ?? [])
  if (read.length === 0) {
    const misplaced = misplacedClauses(plan.query, question)
    return misplaced.length === 0 ? accepted(plan) : refused(misplaced)
  }
  const missing = missingBudgets(read, question)
  if (missing.length > 0) return refused(missing)
  const nextId = freshIds(plan.query)
  const work = openWork(question, known, nextId)
  const tracked = track(plan.query.relation, work)
  if (tracked.kind === 'rows') {
    refuseTracked(work, tracked.tables, 'PRIVACY_ROWS', { unit: unitOf(tracked) }, plan.query.outputs[0]?.at)
  }
  const uncounted = tracked.kind === 'published' ? tracked.counted[0] : undefined
  if (uncounted !== undefined) {
    const { table, column: identity } = uncounted.minimum
    const parameters = { table: table.association.name, identity, unit: read[0]?.unit.at(-1) ?? '' }
    refuseTracked(work, read, 'PRIVACY_THRESHOLD', parameters, plan.query.relation.at)
  }
  const bounded = boundAll(work.aggregations, nextId, question)
  const diagnostics = [...work.diagnostics, ...(bounded.ok ? [] : bounded.diagnostics)]
  if (diagnostics.length > 0 || !bounded.ok) return refused(diagnostics)
  if (tracked.kind !== 'published') throw new Error('a question about protected tables publishes nothing')
  const noted = { ...plan, suppression: [...plan.suppression, ...work.suppression] }
  return priced(
    noted,
    { ...plan.query, relation: tracked.relation },
    work.aggregations,
    bounded.value,
    question,
    nextId,
  )
}

/** Clauses and bounds in a question that reads no protected table: nothing would keep what they promise. */
function misplacedClauses(query: Query, { tables }: Question): readonly Diagnostic[] {
  // Closed rules refuse them by their own lists.
  if (tables.some(({ rule }) => rule !== undefined && rule.kind !== 'custom')) return []
  return relationsOf(query).flatMap((relation) => {
    const at = relation.kind === 'reduce' ? clausePlace(relation) : undefined
    return at === undefined ? [] : [diagnostic('PRIVACY_CLAUSE_UNPROTECTED', {}, at)]
  })
}

function missingBudgets(read: readonly ProtectedTable[], question: Question): readonly Diagnostic[] {
  return question.tables.flatMap((used) => {
    const { name: table, owner } = used.association
    const isBudgeted = question.collaboration.budgets.some((budget) => budget.owner === owner)
    const isRead = read.some(({ association }) => association.name === table)
    return isRead && !isBudgeted ? [refuse(used, 'PRIVACY_BUDGET_MISSING', { table, owner }, placeOfTable(used))] : []
  })
}

/** Ids that no column of the query has. */
function freshIds(query: Query): () => ColumnId {
  const ids = relationsOf(query).flatMap(({ columns }) => columns.map(({ id }) => id))
  let last = ids.reduce((a, b) => Math.max(a, b), 0)
  return () => ++last
}

function boundAll(
  aggregations: readonly PrivateAggregation[],
  nextId: () => ColumnId,
  question: Question,
): Result<readonly BoundedStep[]> {
  const clauses = aggregations.flatMap(({ clause }) => clause ?? [])
  const [, second] = clauses
  const steps = aggregations.map((aggregation) => checkSelection(aggregation, bound(aggregation, nextId, question)))
  const diagnostics = [
    ...(second === undefined ? [] : [refuseAt(question, aggregations, 'PRIVACY_CLAUSE_TWICE', second.at)]),
    ...steps.flatMap((step) => (step.ok ? [] : step.diagnostics)),
  ]
  if (diagnostics.length > 0) return refused(diagnostics)
  return accepted(steps.flatMap((step) => (step.ok ? [step.value] : [])))

  function checkSelection({ clause }: PrivateAggregation, step: Result<BoundedStep>): Result<BoundedStep> {
    const isPublic = !step.ok || step.value.groups.kind !== 'private'
    if (isPublic || clause?.groupSelection !== 'PUBLIC_GROUPS') return step
    const at = clause.places.group_selection_strategy ?? clause.at
    return refused([refuseAt(question, aggregations, 'PRIVACY_GROUPS_NOT_PUBLIC', at)])
  }
}

function refuseAt(
  question: Question,
  aggregations: readonly PrivateAggregation[],
  code: 'PRIVACY_CLAUSE_TWICE' | 'PRIVACY_GROUPS_NOT_PUBLIC',
  at: Diagnostic['at'],
): Diagnostic {
  const names = aggregations.flatMap(({ tables }) => tables.map(({ association }) => association.name))
  const used = question.tables.find(({ association }) => names.includes(association.name))
  if (used === undefined) throw new Error('a private aggregation reads no table of the question')
  return refuse(used, code, {}, at)
}

function priced(
  plan: Plan,
  query: Query,
  aggregations: readonly PrivateAggregation[],
  bounded: readonly BoundedStep[],
  question: Question,
  nextId: () => ColumnId,
): Result<Plan> {
  const tables = aggregations.flatMap((aggregation) => aggregation.tables)
  const budgets: readonly PrivacyBudget[] = question.collaboration.budgets.filter(({ owner }) =>
    tables.some(({ association }) => association.owner === owner),
  )
  const clause = aggregations.flatMap((aggregation) => aggregation.clause ?? [])[0]
  const result = price({
    steps: bounded,
    budgets,
    tables: tables.map(({ association }) => association),
    ...(clause === undefined ? {} : { clause }),
  })
  if (!result.ok) return result
  const { steps, event } = result.value
  const carried = carryIntervals(query, steps, nextId)
  return accepted({
    ...plan,
    query: carried.query,
    intervals: carried.intervals,
    steps: steps.map((step, i) => ({ ...step, ...askedOf(aggregations[i]) })),
    event,
    releases: plan.query.outputs.map(({ name }) => ({ output: name, kind: 'private' })),
  })
}

function askedOf(
  aggregation: PrivateAggregation | undefined,
): Pick<Plan['steps'][number], 'asked' | 'units' | 'limits'> {
  if (aggregation === undefined) throw new Error('a step has no aggregation')
  const { reduce: asked, tables, limits } = aggregation
  const units = tables.map(({ association, unit }) => ({ table: association.name, owner: association.owner, unit }))
  return { asked, units, limits }
}
