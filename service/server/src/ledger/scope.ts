/** How losses add up: ρ of zero-concentrated differential privacy, or ε of pure. The two are never added. */
export type Accounting = 'zcdp' | 'pure'

/** Integers: `loss` in units of 1e-15 of ρ or ε, by the scope's accounting; `delta` in units of 1e-18. */
export type Cost = { readonly loss: bigint; readonly delta: bigint }

/** Everything of one owner, what one collaboration takes of it, what one member does. */
export type ScopeKind = 'data-set' | 'collaboration' | 'member'

/** Something a budget is set for, with the budget as the policy states it at this moment. */
export type Scope = {
  readonly owner: string
  readonly kind: ScopeKind
  /** Who spends; of a member's scope only. */
  readonly member?: string
  readonly accounting: Accounting
  /** Absent: spending is counted and never refused. */
  readonly cap: Cost | undefined
  /** `all`, or the calendar month the budget is for: `2026-11`. See `periodOf`. */
  readonly period: string
  /** Shares of the cap, as 0.8, whose crossing is told once. */
  readonly warnAt: readonly number[]
}

/** What a run takes from one owner: the same cost in each scope of the chain, widest first. */
export type Charge = { readonly scopes: readonly Scope[]; readonly cost: Cost }

/** What SQLite holds in an integer. A lifetime loss beyond it is refused, never wrapped or rounded. */
export const largestUnits: bigint = 2n ** 63n - 1n

const chain: readonly ScopeKind[] = ['data-set', 'collaboration', 'member']
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** The period that a charge at an instant (ISO 8601, UTC) belongs to. Throws RangeError for any other text. */
export function periodOf(refresh: 'none' | 'calendar-month', at: string): string {
  const month = monthOf(at)
  switch (refresh) {
    case 'none':
      return 'all'
    case 'calendar-month':
      return month
  }
}

/** The calendar month of an instant in UTC. Throws RangeError for what is no instant in UTC. */
export function monthOf(at: string): string {
  if (!instant.test(at) || Number.isNaN(Date.parse(at))) throw new RangeError('a time in the ledger is ISO 8601 in UTC')
  return at.slice(0, 7)
}

/** Throws RangeError where charges do not name whole chains of one owner each, or cannot be kept exactly. */
export function checkCharges(charges: readonly Charge[], member: string, at: string): void {
  if (charges.length === 0) throw new RangeError('a reservation charges at least one owner')
  const owners = new Set(charges.map(({ scopes }) => scopes[0]?.owner))
  if (owners.size !== charges.length) throw new RangeError('a reservation charges an owner once')
  const month = monthOf(at)
  for (const charge of charges) checkCharge(charge, member, month)
}

function checkCharge({ scopes, cost }: Charge, member: string, month: string): void {
  const [root] = scopes
  // Without the whole chain a scope that gets its cap later would have forgotten what was spent before.
  if (root === undefined || chain.length !== scopes.length || scopes.some(({ kind }, place) => kind !== chain[place]))
    throw new RangeError('a charge names data set, collaboration and member, in this order')
  checkCost(cost, root.accounting)
  for (const scope of scopes) {
    if (scope.owner !== root.owner) throw new RangeError('the scopes of a charge have one owner')
    if (scope.accounting !== root.accounting) throw new RangeError('the accounting of a scope is that of its data set')
    if (scope.member !== (scope.kind === 'member' ? member : undefined))
      throw new RangeError('a charge meets the scope of the member who asks')
    if (scope.period !== 'all' && scope.period !== month)
      throw new RangeError('a charge belongs to the month in which it is made')
    if (scope.cap !== undefined) checkCost(scope.cap, scope.accounting)
    if (scope.warnAt.some((share) => !(share > 0 && share <= 1)))
      throw new RangeError('a warning threshold is a share of the budget above 0 and at most 1')
  }
}

function checkCost({ loss, delta }: Cost, accounting: Accounting): void {
  if ([loss, delta].some((units) => units < 0n || units > largestUnits))
    throw new RangeError('units of loss are not negative and fit in 63 bits')
  if (accounting === 'pure' && delta !== 0n) throw new RangeError('pure accounting has no delta')
}
