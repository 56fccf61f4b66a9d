import { accepted, type Result, refused } from '@glovebox/diagnostics'
import { add, compare, rationalOf, toNumberUp } from '@glovebox/privacy'
import type { PrivacyBudget, PrivacyCharge, PrivacyEvent } from '../../../model/privacy.ts'
import type { BoundedStep, PrivateStep } from '../../../model/private-step.ts'
import { accountingOf } from './accounting.ts'
import { allowance, checkLimit, promisedEpsilon, sum } from './allowance.ts'
import { noisySteps } from './noisy-steps.ts'
import { type OwnerPrice, ownerPrice, type PriceClause } from './owner-price.ts'
import { withPossibleGroups } from './step-vector.ts'

/** Bounded steps of one query, and who pays for them. */
export type PriceQuestion = {
  readonly steps: readonly BoundedStep[]
  /** One of every owner whose protected tables are read. */
  readonly budgets: readonly PrivacyBudget[]
  /** The protected tables that are read. */
  readonly tables: readonly { readonly name: string; readonly owner: string }[]
  readonly clause?: PriceClause
}

/** Steps with their noise, and what they cost; never one without the other. */
export type Priced = { readonly steps: readonly PrivateStep[]; readonly event: PrivacyEvent }

/**
 * The noise of a query's steps and what it costs every owner, by text and policy alone.
 *
 * The query costs what the clause says, else what the owner says, else a twentieth of the budget. Steps share that
 * equally, and within a step every coordinate and tree has an equal share. Of several owners the one who allows the
 * smallest loss decides, and all are charged what is really lost. Refused where an owner does not allow the price, or
 * where the accounting of the budgets cannot express it.
 */
export function price({ steps: bounded, budgets, tables, clause }: PriceQuestion): Result<Priced> {
  if (bounded.length === 0) return accepted({ steps: [], event: { kind: 'none' } })
  const steps = bounded.map(withPossibleGroups)
  const accounting = accountingOf(budgets, steps, clause)
  if (!accounting.ok) return accounting
  const owners = all(budgets.map((budget) => ownerPrice(budget, clause)))
  if (!owners.ok) return owners
  const allowances = owners.value.map((owner) => allowance(steps, owner, accounting.value))
  const least = allowances.reduce((a, b) => (compare(a.total, b.total) <= 0 ? a : b))
  const beyond = owners.value.flatMap((owner) => checkLimit(least.total, owner, accounting.value))
  if (beyond.length > 0) return refused(beyond)

  const selectionDelta = Math.min(...owners.value.map((owner) => owner.selectionDelta))
  const noisy = noisySteps(steps, { losses: least.steps, accounting: accounting.value, selectionDelta })
  const charges = owners.value.map((owner) => charge(owner, noisy, tables))
  return accepted({ steps: noisy, event: { kind: 'spend', charges } })
}

function charge(owner: OwnerPrice, steps: readonly PrivateStep[], tables: PriceQuestion['tables']): PrivacyCharge {
  const { owner: name, accounting } = owner.budget
  const read = tables.filter((table) => table.owner === name).map((table) => table.name)
  const losses = steps.map(({ loss }) => loss)
  const rho = sum(losses.flatMap((loss) => (loss.kind === 'zcdp' ? [loss.rho] : [])))
  const pure = sum(losses.flatMap((loss) => (loss.kind === 'pure' ? [loss.epsilon] : [])))
  const delta = toNumberUp(sum(losses.flatMap((loss) => (loss.kind === 'zcdp' ? [rationalOf(loss.delta)] : []))))
  const own = { owner: name, tables: [...new Set(read)] }
  switch (accounting) {
    case 'zcdp':
      return {
        ...own,
        loss: { kind: 'zcdp', rho, delta },
        epsilon: promisedEpsilon(rho, owner, 'zcdp'),
        delta: toNumberUp(add(rationalOf(owner.conversionDelta), rationalOf(delta))),
      }
    case 'pure':
      return { ...own, loss: { kind: 'pure', epsilon: pure }, epsilon: promisedEpsilon(pure, owner, 'pure'), delta: 0 }
  }
}

/** Every value, or every reason why one is missing. */
function all<T>(results: readonly Result<T>[]): Result<readonly T[]> {
  const diagnostics = results.flatMap((result) => (result.ok ? [] : result.diagnostics))
  if (diagnostics.length > 0) return refused(diagnostics)
  return accepted(results.flatMap((result) => (result.ok ? [result.value] : [])))
}
