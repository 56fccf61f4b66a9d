import { described, integer, list, object, optional, record, type Shape, text, union } from '../contract/shape.ts'
import { idText, nameText } from '../identity/words.ts'

/** SQL of a member's own. */
export type SqlAsk = { readonly sql: string; readonly purpose?: string }

/** A template with values for its parameters, as typed. */
export type TemplateAsk = {
  readonly template: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly purpose?: string
  /** Of an activation: the name of where its result goes. */
  readonly destination?: string
}

/** Something that is asked. */
export type AnalysisAsk = SqlAsk | TemplateAsk

export const sqlText: Shape<string> = text({ min: 1, max: 500_000, example: 'SELECT COUNT(*) AS n FROM impressions' })
export const memberName: Shape<string> = text({ min: 1, max: 200, example: 'publisher' })
export const tableName: Shape<string> = text({ min: 1, max: 200, example: 'impressions' })
const purposeText: Shape<string> = text({ min: 1, max: 200, pattern: /^[^\p{Cc}]*$/u, example: 'ad-measurement' })
const parameterValues: Shape<Readonly<Record<string, string>>> = record(text({ max: 20_000 }), { max: 100 })

const sqlFields = { sql: sqlText, purpose: optional(purposeText) }
const templateFields = {
  template: nameText,
  parameters: optional(parameterValues),
  purpose: optional(purposeText),
  destination: optional(described(nameText, 'of an activation: where its result goes, and nowhere else')),
}

export const analysisAsk: Shape<AnalysisAsk> = union<AnalysisAsk>(
  [
    object<SqlAsk>(sqlFields, { name: 'SqlAsk' }),
    object<TemplateAsk>(templateFields, { name: 'TemplateAsk', description: 'parameters are given as they are typed' }),
  ],
  { name: 'AnalysisAsk' },
)

/** What a run may say beside what it asks. */
export type RunWishes = {
  /** The member who pays; absent: whom the collaboration says. */
  readonly payer?: string
  readonly timeoutMs?: number
  /** Of the members who may receive it, those who shall; absent: all. */
  readonly receivers?: readonly string[]
}

/** A run as it is submitted. */
export type RunSubmission = AnalysisAsk & RunWishes

const wishes = {
  payer: optional(memberName),
  timeoutMs: optional(integer({ min: 1000, max: 86_400_000 })),
  receivers: optional(list(memberName, { min: 1, max: 100 })),
}

export const runSubmission: Shape<RunSubmission> = union<RunSubmission>(
  [
    object<SqlAsk & RunWishes>({ ...sqlFields, ...wishes }, { name: 'SqlRunSubmission' }),
    object<TemplateAsk & RunWishes>({ ...templateFields, ...wishes }, { name: 'TemplateRunSubmission' }),
  ],
  { name: 'RunSubmission' },
)

/** The collaboration of a path. */
export type InCollaboration = { readonly collaboration: string }
export const inCollaboration: Shape<InCollaboration> = object<InCollaboration>({ collaboration: idText('col') })
