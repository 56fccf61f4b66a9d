import type { Question } from '../../check/question.ts'
import type { TableAssociation } from '../../model/collaboration.ts'
import { type ProtectedTable, protectedTable } from './protected-table.ts'

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
