import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import { isIdentifier, stepOf } from '../protect/private/key-path.ts'
import { type ProtectedTable, protectedTable, unitName } from '../protect/private/protected-table.ts'
import type { Collaboration, TableAssociation } from './collaboration.ts'
import { placeOf } from './place.ts'
import { allowedColumns, type FoundColumns } from './schema-of.ts'

/**
 * What is wrong with how units are protected: key paths into other owners' tables or to nowhere, and, as warnings,
 * protected tables that no budget lets be asked, and tables of the same owner that know the unit and are not protected.
 */
export function checkProtection(collaboration: Collaboration, found: FoundColumns): readonly Diagnostic[] {
  const tables = collaboration.tables.flatMap((table) => protectedTable(table) ?? [])
  return tables.flatMap((table) => [
    ...checkPath(table, collaboration, found),
    ...checkBudget(table, collaboration),
    ...checkSiblings(table, collaboration, found),
  ])
}

/** The table and column of every step after the first. */
function checkPath(
  { association, unit }: ProtectedTable,
  { tables }: Collaboration,
  found: FoundColumns,
): readonly Diagnostic[] {
  const { name: table, owner, privacy, at } = association
  const steps = unit.slice(1)
  return steps.flatMap((written, i) => {
    const step = stepOf(written)
    const place = privacy === undefined ? at : placeOf(privacy.places, `unit/${i + 1}`, privacy.at)
    const into = tables.find(({ name }) => name === step.table)
    if (into === undefined) return []
    if (into.owner !== owner) {
      return [diagnostic('COLLABORATION_PRIVACY_PATH_OWNER', { step: written, owner }, place, { table, owner })]
    }
    const guard = protectedTable(into)
    if (guard !== undefined && unitName(guard) !== unitName({ association, unit })) {
      const parameters = { step: written, other: unitName(guard), unit: unitName({ association, unit }) }
      return [diagnostic('COLLABORATION_PRIVACY_PATH_UNIT', parameters, place, { table, owner })]
    }
    const columns = allowedColumns(into, found)
    const column = columns?.find(({ name }) => name === step.column)
    const known = (columns ?? []).map(({ name }) => name)
    if (columns !== undefined && column === undefined) {
      return [diagnostic('COLLABORATION_COLUMN_UNKNOWN', { column: step.column, known }, place, { table, owner })]
    }
    return []
  })
}

function checkBudget({ association }: ProtectedTable, { budgets }: Collaboration): readonly Diagnostic[] {
  const { name: table, owner, at } = association
  if (budgets.some((budget) => budget.owner === owner)) return []
  return [diagnostic('COLLABORATION_PRIVACY_BUDGET', { table, owner }, at, { table, owner })]
}

/** A promise about a unit says nothing of tables that are not protected: who can ask them learns of it exactly. */
function checkSiblings(
  { association, unit }: ProtectedTable,
  { tables }: Collaboration,
  found: FoundColumns,
): readonly Diagnostic[] {
  const { name: table, owner } = association
  const name = unitName({ association, unit })
  const column = allowedColumns(association, found)?.find((c) => c.name === name)
  if (column !== undefined && !isIdentifier(column.type)) {
    const place = placeOf(association.privacy?.places, 'unit', association.privacy?.at ?? association.at)
    return [diagnostic('COLLABORATION_PRIVACY_UNIT_TYPE', { column: name }, place, { table, owner })]
  }
  const carries = (other: TableAssociation): boolean =>
    other.owner === owner &&
    protectedTable(other) === undefined &&
    (other.rule !== undefined || other.isPublic) &&
    allowedColumns(other, found)?.some((c) => c.name === name) === true
  return tables.filter(carries).map((other) => {
    const parameters = { table, other: other.name, unit: name }
    return diagnostic('COLLABORATION_PRIVACY_SIBLING', parameters, other.at, { table: other.name, owner })
  })
}
