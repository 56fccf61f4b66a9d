import type { Collaboration, PrivacyBudget } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import { noteBudget } from '../ledger/budget.ts'
import { type BudgetEnd, type Reservation, reserve, type Warning } from '../ledger/reserve.ts'
import type { Charge } from '../ledger/scope.ts'
import type { Json } from '../log/canonical-json.ts'
import type { RunDraft } from '../log/receipt.ts'
import { taggedHash } from '../log/tagged-hash.ts'
import type { KnownStep } from '../privacy/answered-before.ts'
import { budgetOf, chargesOf } from '../privacy/budget-scopes.ts'
import { withDataSetCap } from '../privacy/data-set-cap.ts'
import { failuresOf, mostFailures } from '../privacy/failures.ts'
import { stepReport } from '../privacy/step-report.ts'
import { leftOf, promiseOf } from '../privacy/units.ts'
import type { RoomState } from '../store/room-state.ts'
import type { AssessedAsk } from './assess-ask.ts'

/** Why a run cannot be paid for; the same whatever is in the data. */
export type Unpaid = { readonly diagnostics: readonly Diagnostic[] }

/** What a payment crossed, or why there is none. */
export type Paid =
  | { readonly kind: 'paid'; readonly warnings: readonly Warning[]; readonly endings: readonly BudgetEnd[] }
  | ({ readonly kind: 'unpaid' } & Unpaid)

/** Reserves what the steps of a plan cost that nothing is published of yet. Must stand in the run's transaction. */
export async function payFor(
  tx: RoomState,
  {
    plan,
    collaboration,
    assessment,
  }: Pick<Extract<AssessedAsk, { kind: 'accepted' }>, 'plan' | 'collaboration' | 'assessment'>,
  known: readonly KnownStep[],
  run: Pick<RunDraft, 'run' | 'member' | 'submittedAt'>,
): Promise<Paid> {
  const unpaid = plan.steps.filter((_, index) => known[index]?.published === undefined)
  if (unpaid.length === 0) return { kind: 'paid', warnings: [], endings: [] }
  if ((await failuresOf(tx, run.member, run.submittedAt)) >= mostFailures) {
    return { kind: 'unpaid', diagnostics: [diagnostic('PRIVACY_FAILURES', { most: mostFailures })] }
  }
  const charges = chargesOf(collaboration, unpaid, { member: run.member, at: run.submittedAt })
  const capped: Charge[] = []
  for (const charge of charges) capped.push(await withDataSetCap(tx, charge))
  const reservation = await reserve(tx, {
    key: run.run,
    run: run.run,
    member: run.member,
    question: taggedHash('query', ...known.map(({ question }) => question.key)),
    query: assessment.sql,
    event: unpaid.map((step) => stepReport(step, false)) as unknown as Json,
    charges: capped,
    at: run.submittedAt,
  })
  if (reservation.kind === 'reserved')
    return { kind: 'paid', warnings: reservation.warnings, endings: reservation.endings }
  return { kind: 'unpaid', diagnostics: [whyUnpaid(reservation, collaboration)] }
}

/** Why nothing was charged, for whoever asks. */
export function whyUnpaid(
  reservation: Exclude<Reservation, { kind: 'reserved' }>,
  collaboration: Collaboration,
): Diagnostic {
  // How much is gone elsewhere is between the owner and those who spent it.
  if (reservation.kind !== 'key-taken' && reservation.scope === 'data-set')
    return diagnostic('PRIVACY_DATA_SET_BUDGET', { owner: reservation.owner }, undefined, { owner: reservation.owner })
  switch (reservation.kind) {
    case 'exhausted': {
      const { owner, scope, cap, spent } = reservation
      const budget = budgetOf(collaboration, owner)
      const left = promiseOf(budget, { loss: leftOf(cap, spent).loss, delta: 0n }).epsilon
      const isMembers = scope === 'member'
      return diagnostic('PRIVACY_BUDGET_EXHAUSTED', { owner, left, isMembers, refresh: budget.refresh }, undefined, {
        owner,
      })
    }
    case 'other-accounting':
      return diagnostic('PRIVACY_BUDGET_ACCOUNTING', { owner: reservation.owner }, undefined, {
        owner: reservation.owner,
      })
    case 'key-taken':
      throw new Error('the name of a run was taken')
  }
}

/** Puts every budget on record that is not the one this room saw last. */
export async function notePolicies(state: RoomState, { budgets }: Collaboration, at: string): Promise<void> {
  for (const budget of budgets) await noteBudget(state, { owner: budget.owner, policy: policyOf(budget), at })
}

/** A budget without its place in the file. */
function policyOf({ at: _, ...policy }: PrivacyBudget): Json {
  return JSON.parse(JSON.stringify(policy)) as Json
}
