import type { Span } from '@glovebox/diagnostics'
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

/** What one release spends. Until mechanisms exist every accepted analysis is free of differential privacy. */
export type PrivacyEvent = { readonly kind: 'none' }
