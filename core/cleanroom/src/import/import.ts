import type { BudgetDocument, ColumnsDocument, TableDocument } from '../document/document.ts'

/** What became of one field or statement of a policy. */
export type ImportNote = {
  readonly outcome: 'kept' | 'changed' | 'not-expressed'
  /** `differential_privacy_policy.epsilon_budget`, or the statement's first words. */
  readonly subject: string
  /** How it was changed, or what happens instead: always the stricter reading, or no rule at all. */
  readonly message: string
}

/** What an import knows of the collaboration that a policy comes into. */
export type ImportContext = {
  /** The members who may ask, where the policy leaves that to the platform's grants. */
  readonly providers?: readonly string[]
  /** Member names, by the platform's account ids. */
  readonly members?: Readonly<Record<string, string>>
  /** Template names, by the platform's identifiers. */
  readonly templates?: Readonly<Record<string, string>>
  /** The columns of the table; rules name them as they are spelled here. */
  readonly columns?: ColumnsDocument
}

/** A policy of another platform as parts of a table and a budget of ours. */
export type Import = {
  /** Without a rule where the policy cannot be kept: nothing may be asked of such a table. */
  readonly table: Partial<TableDocument>
  /** The owner is whoever imports. */
  readonly budgets: readonly Omit<BudgetDocument, 'owner'>[]
  readonly report: readonly ImportNote[]
  /** Whether there is a rule and nothing of the policy is missing from it. */
  readonly isComplete: boolean
}
