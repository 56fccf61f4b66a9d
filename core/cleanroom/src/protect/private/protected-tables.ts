import type { Question } from '../../check/question.ts'
import type { TableAssociation } from '../../model/collaboration.ts'
import type { ProtectedTable } from './aggregation.ts'

/** The table as one whose owner wants differential privacy: its rule says so, or a privacy unit is declared of it. */
export function protectedTable(association: TableAssociation): ProtectedTable | undefined {
  const { rule, privacy } = association
  const named = rule?.kind === 'custom' ? rule.differentialPrivacy?.column : undefined
  const unit = privacy?.unit ?? (named === undefined ? undefined : [named])
  return unit === undefined ? undefined : { association, unit }
}

/** Every protected table of a collaboration, by name. */
export function protectedTables(tables: readonly TableAssociation[]): ReadonlyMap<string, ProtectedTable> {
  return new Map(
    tables.flatMap((association) => {
      const found = protectedTable(association)
      return found === undefined ? [] : [[association.name, found] as const]
    }),
  )
}

/** Whether a question reads rows that must not leave without noise. */
export function readsProtected({ tables }: Question): boolean {
  return tables.some(({ association }) => protectedTable(association) !== undefined)
}
