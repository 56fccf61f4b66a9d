import type { TableAssociation } from '../../model/collaboration.ts'

/** A table whose owner wants differential privacy. */
export type ProtectedTable = {
  readonly association: TableAssociation
  /** The privacy unit's column, or the key path to it. */
  readonly unit: readonly string[]
}

/** The table as one whose owner wants differential privacy: its rule says so, or a privacy unit is declared of it. */
export function protectedTable(association: TableAssociation): ProtectedTable | undefined {
  const { rule, privacy } = association
  const named = rule?.kind === 'custom' ? rule.differentialPrivacy?.column : undefined
  const unit = privacy?.unit ?? (named === undefined ? undefined : [named])
  return unit === undefined ? undefined : { association, unit }
}

/** The name of the column that says who a unit is, without its table. */
export function unitName({ unit }: ProtectedTable): string {
  const last = unit.at(-1) ?? ''
  return unit.length > 1 ? last.slice(last.indexOf('.') + 1) : last
}
