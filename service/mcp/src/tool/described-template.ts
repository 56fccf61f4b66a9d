import { flag, list, object, optional, type ParameterView, type Shape, type TemplateView, text } from '@glovebox/api'

/** A template as one has to know it to run it. */
export type DescribedTemplate = {
  readonly name: string
  readonly author: string
  readonly kind: 'query' | 'activation'
  readonly isRunnable: boolean
  readonly status: string
  readonly description?: string
  readonly parameters: readonly ParameterView[]
  readonly tables: readonly string[]
  readonly sql: string
}

const parameter: Shape<ParameterView> = object<ParameterView>({
  name: text(),
  type: text(),
  default: optional(text()),
  description: optional(text()),
})

export const describedTemplate: Shape<DescribedTemplate> = object<DescribedTemplate>({
  name: text(),
  author: text(),
  kind: text() as Shape<DescribedTemplate['kind']>,
  isRunnable: flag,
  status: text(),
  description: optional(text()),
  parameters: list(parameter),
  tables: list(text()),
  sql: text({ max: 90_000 }),
})

/** Describes a template by its newest version. */
export function describeTemplate({ name, author, kind, current, latest }: TemplateView): DescribedTemplate {
  const { description, parameters = [], tables, sql, status } = latest
  return {
    name,
    author,
    kind,
    isRunnable: current !== undefined,
    status,
    ...(description === undefined ? {} : { description }),
    parameters,
    tables,
    sql,
  }
}
