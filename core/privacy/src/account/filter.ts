import { addLoss, fits, type Loss, noLoss } from './loss.ts'

/** A privacy filter: what may be lost in all and what is lost so far. */
export type Filter = { readonly cap: Loss; readonly spent: Loss }

/**
 * A filter that has admitted nothing.
 *
 * Guarantee: whatever is admitted, each cost chosen after seeing all earlier answers, is together cap.delta-approximate
 * cap.rho-zCDP; with a pure cap, cap.epsilon-DP.
 * Requires: each admitted mechanism has, given everything before it, no more than the cost it was admitted at; it is run only
 * after it was admitted.
 * Proof: docs/proofs/zcdp-filter.md, Theorem 1.
 * Source: Whitehouse, Ramdas, Rogers, Wu 2023, Theorem 1 (arXiv:2203.05481); Rogers, Roth, Ullman, Vadhan 2016 for pure (arXiv:1605.08294).
 */
export function zcdpFilter(cap: Loss): Filter {
  return { cap, spent: noLoss(cap.kind) }
}

/** The filter after a cost, or undefined where it would pass the cap. */
export function admit({ cap, spent }: Filter, cost: Loss): Filter | undefined {
  return fits(spent, cost, cap) ? { cap, spent: addLoss(spent, cost) } : undefined
}
