import { integer, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'

/** Changes that a collaboration may approve by itself. What lets somebody ask, and this list, always need everyone. */
export const autoApprovedChangeTypes = [
  'add-member',
  'remove-member',
  'grant-receive',
  'grant-contribute',
  'grant-pay',
  'revoke-query',
  'revoke-receive',
  'revoke-contribute',
  'revoke-train',
  'revoke-pay',
] as const

export type AutoApprovedChangeType = (typeof autoApprovedChangeTypes)[number]

export const autoApprovedChangeType: Shape<AutoApprovedChangeType> = oneOf(...autoApprovedChangeTypes)
export const isolationLevel: Shape<'sandbox' | 'process'> = oneOf('sandbox', 'process')
export const purpose: Shape<string> = text({ min: 1, max: 128 })

/** What holds for everyone in a collaboration. */
export type CollaborationSettings = {
  /** Changes of these kinds are committed at once. A member is added so only with abilities that are granted so. */
  readonly autoApprovedChangeTypes: readonly AutoApprovedChangeType[]
  /** Runs need at least this; `sandbox` where the operator's machine allows it. */
  readonly minimumIsolation?: 'sandbox' | 'process'
  readonly resultRetentionDays: number
  /** What data may be analysed for. Absent: nobody has to say. */
  readonly purposes?: readonly string[]
}

export const collaborationSettings: Shape<CollaborationSettings> = object<CollaborationSettings>(
  {
    autoApprovedChangeTypes: list(autoApprovedChangeType, { max: 20 }),
    minimumIsolation: optional(isolationLevel),
    resultRetentionDays: integer({ min: 1, max: 3650 }),
    purposes: optional(list(purpose, { min: 1, max: 100 })),
  },
  { name: 'CollaborationSettings' },
)

/** Settings as they are first given: what is left out has a default. */
export type NewCollaborationSettings = Partial<CollaborationSettings>

export const newCollaborationSettings: Shape<NewCollaborationSettings> = object<NewCollaborationSettings>(
  {
    autoApprovedChangeTypes: optional(list(autoApprovedChangeType, { max: 20 })),
    minimumIsolation: optional(isolationLevel),
    resultRetentionDays: optional(integer({ min: 1, max: 3650 })),
    purposes: optional(list(purpose, { min: 1, max: 100 })),
  },
  { name: 'NewCollaborationSettings' },
)
