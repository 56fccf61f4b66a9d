import { accepted, type Diagnostic, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { PrivacyBudget } from '../../../model/privacy.ts'
import type { ClauseOptions } from '../aggregation.ts'

/** The part of an analyst's clause that speaks of the price. */
export type PriceClause = Pick<ClauseOptions, 'epsilon' | 'delta' | 'at'> & Partial<Pick<ClauseOptions, 'places'>>

/** What one query may cost an owner, before its steps are looked at. */
export type OwnerPrice = {
  readonly budget: PrivacyBudget
  readonly asked:
    | { readonly kind: 'epsilon'; readonly epsilon: number }
    /** A COUNT(DISTINCT unit) shall lie within so many at 95 %, whatever that costs. */
    | { readonly kind: 'noise'; readonly users: number }
  /** The most that one query may cost. */
  readonly limit: number
  /** With what ρ and ε are converted; 0 under pure accounting. */
  readonly conversionDelta: number
  /** With what the selection of private keys may fail; 0 under pure accounting. */
  readonly selectionDelta: number
}

/** Beyond this a promise says nothing any more; the collaboration file has the same bound. */
const mostEpsilon = 20

/** Below this nothing but noise is left. */
const leastEpsilon = 1e-6

/** Beyond this an answer may show one row of a thousand as it is. */
const mostDelta = 1e-3

/** Below this it is nothing that ever happens. */
const leastDelta = 1e-100

/** A query that names no price costs this share of the budget. */
const usualShare = 1 / 20

/** The selection of a query's keys may fail with this share of what all selections together may. */
const selectionShare = 1 / 1000

/**
 * What a query may cost: what the clause says, else what the owner says, else a twentieth of the budget; of δ what the
 * budget says, in two halves: one for converting ρ, one for selections, of which a query takes a thousandth. A clause's
 * δ is halved likewise, and gives neither half more than the budget does: it can make a promise stronger only.
 */
export function ownerPrice(budget: PrivacyBudget, clause: PriceClause | undefined): Result<OwnerPrice> {
  const limit = Math.min(budget.maxEpsilonPerQuery ?? budget.epsilon, budget.epsilon, mostEpsilon)
  const diagnostics = [...wrongEpsilon(budget, limit, clause), ...wrongDelta(budget, clause)]
  if (diagnostics.length > 0) return refused(diagnostics)
  const half = budget.delta / 2
  const askedHalf = (clause?.delta ?? budget.delta) / 2
  const deltas =
    budget.accounting === 'pure'
      ? { conversionDelta: 0, selectionDelta: 0 }
      : { conversionDelta: Math.min(half, askedHalf), selectionDelta: Math.min(half * selectionShare, askedHalf) }
  return accepted({ budget, asked: askedPrice(budget, limit, clause), limit, ...deltas })
}

function askedPrice(budget: PrivacyBudget, limit: number, clause: PriceClause | undefined): OwnerPrice['asked'] {
  const { perQuery } = budget
  if (clause?.epsilon !== undefined) return { kind: 'epsilon', epsilon: clause.epsilon }
  if (perQuery === undefined) return { kind: 'epsilon', epsilon: Math.min(budget.epsilon * usualShare, limit) }
  return 'epsilon' in perQuery
    ? { kind: 'epsilon', epsilon: Math.min(perQuery.epsilon, limit) }
    : { kind: 'noise', users: perQuery.noiseUsers }
}

function wrongEpsilon({ owner }: PrivacyBudget, limit: number, clause: PriceClause | undefined): readonly Diagnostic[] {
  const epsilon = clause?.epsilon
  if (clause === undefined || epsilon === undefined || (epsilon >= leastEpsilon && epsilon <= limit)) return []
  const at = clause.places?.epsilon ?? clause.at
  return [diagnostic('PRIVACY_PRICE_EPSILON', { epsilon, least: leastEpsilon, limit, owner }, at, { owner })]
}

function wrongDelta(budget: PrivacyBudget, clause: PriceClause | undefined): readonly Diagnostic[] {
  const { owner } = budget
  const delta = clause?.delta
  if (clause === undefined || delta === undefined) return []
  const at = clause.places?.delta ?? clause.at
  if (budget.accounting === 'pure') {
    return delta === 0 ? [] : [diagnostic('PRIVACY_PRICE_DELTA_PURE', { delta, owner }, at, { owner })]
  }
  const limit = Math.min(budget.delta, mostDelta)
  if (delta >= leastDelta && delta <= limit) return []
  return [diagnostic('PRIVACY_PRICE_DELTA', { delta, least: leastDelta, limit, owner }, at, { owner })]
}
