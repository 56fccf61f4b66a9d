import type { TableDocument } from '@glovebox/cleanroom'

/** What a configured table says of itself in every collaboration. */
export type TableDefinition = Omit<TableDocument, 'name' | 'owner' | 'accessBudget' | 'destinations'>

/** The body of a custom rule, whichever way it is written. */
export type CustomBody = {
  readonly allowedAnalyses: readonly string[]
  readonly allowedAnalysisProviders?: readonly string[]
  readonly [key: string]: unknown
}

/** The custom rule of a table, where it has one. What it holds was not looked at yet. */
export function customBodyOf({ rule }: Pick<TableDefinition, 'rule'>): CustomBody | undefined {
  const written: unknown = rule
  if (!isObject(written)) return undefined
  const body = isObject(written.v1) ? written.v1 : written
  return isObject(body.custom) ? (body.custom as CustomBody) : undefined
}

/** The table with another custom rule in place of its own. */
export function withCustomBody<T extends Pick<TableDefinition, 'rule'>>(table: T, custom: CustomBody): T {
  return { ...table, rule: { custom } }
}

/** Whether results of a table may, or must, feed an additional analysis, as its rule has it. */
export function additionalAnalysesOf({ rule }: Pick<TableDefinition, 'rule'>): unknown {
  const written: unknown = rule
  if (!isObject(written)) return undefined
  const body = isObject(written.v1) ? written.v1 : written
  return Object.values(body).find((one) => isObject(one))?.additionalAnalyses
}

/** Whether a table lets its results be activated: that is a permission of its own. */
export function isActivatable(definition: TableDefinition): boolean {
  const additional = additionalAnalysesOf(definition)
  return definition.public === true || additional === 'ALLOWED' || additional === 'REQUIRED'
}

/** The texts of a list of which nobody looked yet whether it is one. */
export function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
