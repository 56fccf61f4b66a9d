import { type AnalysisAsk, described, optional, record, type Shape, text } from '@glovebox/api'
import { collaborationText } from './find-collaboration.ts'
import { ToolRefusal } from './tool-error.ts'

/** What every tool that takes an analysis takes. */
export type AskInput = {
  readonly collaboration: string
  readonly sql?: string
  readonly template?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly purpose?: string
}

export const askFields: {
  readonly collaboration: Shape<string>
  readonly sql: { readonly optional: Shape<string> }
  readonly template: { readonly optional: Shape<string> }
  readonly parameters: { readonly optional: Shape<Readonly<Record<string, string>>> }
  readonly purpose: { readonly optional: Shape<string> }
} = {
  collaboration: collaborationText,
  sql: optional(described(text({ min: 1, max: 200_000 }), 'one SELECT over tables of the collaboration')),
  template: optional(described(text({ min: 1, max: 120 }), 'or the name of an approved template')),
  parameters: optional(
    described(record(text({ max: 20_000 }), { max: 100 }), 'values of the template’s parameters, as typed'),
  ),
  purpose: optional(
    described(text({ min: 1, max: 200 }), 'the declared purpose, where the collaboration asks for one'),
  ),
}

/** The ask in some arguments: SQL or a template, not both. */
export function askOf({ sql, template, parameters, purpose }: AskInput): AnalysisAsk {
  const declared = purpose === undefined ? {} : { purpose }
  if (sql !== undefined && template === undefined && parameters === undefined) return { sql, ...declared }
  if (template !== undefined && sql === undefined)
    return { template, ...(parameters === undefined ? {} : { parameters }), ...declared }
  throw new ToolRefusal({
    code: 'BODY_INVALID',
    title: 'give either `sql`, or `template` with its `parameters`',
  })
}
