import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { PrivacyBudget } from '../../../model/privacy.ts'
import type { BoundedStep } from '../../../model/private-step.ts'
import type { Accounting } from './loss-for-users.ts'
import type { PriceClause } from './owner-price.ts'

/**
 * How the losses of a query add up: as its owners' budgets do. Refused where budgets add up differently, because
 * Gaussian noise has no pure ε and Laplace noise a ρ that wastes the other's budget; and where groups must be selected
 * under `pure`, which has no δ to fail with.
 */
export function accountingOf(
  budgets: readonly PrivacyBudget[],
  steps: readonly BoundedStep[],
  clause: PriceClause | undefined,
): Result<Accounting> {
  const zcdp = budgets.find(({ accounting }) => accounting === 'zcdp')
  const pure = budgets.find(({ accounting }) => accounting === 'pure')
  if (pure === undefined) {
    if (zcdp === undefined) throw new Error('a query that reads protected tables has no budget')
    return accepted('zcdp')
  }
  const { owner } = pure
  if (zcdp !== undefined) {
    const owners = { zcdp: zcdp.owner, pure: owner }
    return refused([diagnostic('PRIVACY_PRICE_ACCOUNTING', owners, clause?.at, { owner })])
  }
  const selecting = steps.find(({ groups }) => groups.kind === 'private')
  if (selecting === undefined) return accepted('pure')
  const keys = selecting.keys.map(({ name }) => name)
  return refused([diagnostic('PRIVACY_PRICE_PURE_KEYS', { owner, keys }, clause?.at, { owner })])
}
