import type { Span } from '@glovebox/diagnostics'
import type { Rational } from '@glovebox/privacy'
import type { Places } from './place.ts'

/** What an owner declares of a table for differential privacy: public facts, enforced by clamping. */
export type PrivacyDeclaration = {
  /** The privacy unit's column, or the key path to it. */
  readonly unit: readonly string[]
  readonly columns: readonly {
    readonly name: string
    readonly range?: { readonly low: number; readonly high: number }
    /** Public group keys. */
    readonly values?: readonly (string | number | boolean)[]
  }[]
  readonly maxGroupsContributed?: number
  readonly maxRowsPerGroup?: number
  readonly at: Span
  readonly places?: Places
}

/** What may be spent on an owner's protected tables. */
export type PrivacyBudget = {
  readonly owner: string
  readonly epsilon: number
  readonly delta: number
  readonly refresh: 'none' | 'calendar-month'
  readonly warnAt: readonly number[]
  readonly perQuery?: { readonly epsilon: number } | { readonly noiseUsers: number }
  readonly maxEpsilonPerQuery?: number
  readonly accounting: 'zcdp' | 'pure'
  readonly members: readonly { readonly member: string; readonly epsilon: number }[]
  readonly at: Span
}

/** What one analysis spends: nothing, or something of every owner whose protected tables it reads. */
export type PrivacyEvent =
  | { readonly kind: 'none' }
  | { readonly kind: 'spend'; readonly charges: readonly PrivacyCharge[] }

/** What an owner's budget is charged, exactly; rounded up where it is written down. */
export type PrivacyCharge = {
  readonly owner: string
  /** The protected tables of this owner that are read. */
  readonly tables: readonly string[]
  readonly loss: /** `delta` is spent on the selection of keys; it comes out of the budget's second half of δ. */
    | { readonly kind: 'zcdp'; readonly rho: Rational; readonly delta: number }
    | { readonly kind: 'pure'; readonly epsilon: Rational }
  /** What this analysis alone promises, rounded up: it is (ε, δ)-differentially private. */
  readonly epsilon: number
  readonly delta: number
}
