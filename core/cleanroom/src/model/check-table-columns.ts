import { type Diagnostic, diagnostic, type Span } from '@glovebox/diagnostics'
import { isNumeric, type SqlType, typeName } from '@glovebox/sql'
import type { ColumnsDeclaration, TableAssociation } from './collaboration.ts'
import { declaredValue } from './declared-value.ts'
import { placeOf } from './place.ts'
import type { PrivacyDeclaration } from './privacy.ts'
import { type RuleColumn, ruleColumns } from './rule-columns.ts'
import { allowedColumns, type FoundColumns, foundOf } from './schema-of.ts'

/** Refuses names of columns that a table has not, and columns that cannot do what its rule or declaration says. */
export function checkTableColumns(table: TableAssociation, found: FoundColumns): readonly Diagnostic[] {
  const author = { table: table.name, owner: table.owner }
  const absent = absentColumns(table, found)
  const types = new Map((allowedColumns(table, found) ?? []).map(({ name, type }) => [name, type]))
  const known = table.columns.kind === 'names' ? table.columns.names : [...types.keys()]
  const namedColumns = [...columnsOfRule(table), ...columnsOfPrivacy(table)]
  // Without the source, or with an empty one, nothing is known of the columns.
  const checked = known.length === 0 ? [] : namedColumns
  const isKnown = new Set(known)
  const diagnostics = checked.flatMap(({ column, at, check }) => {
    if (!isKnown.has(column)) return [diagnostic('COLLABORATION_COLUMN_UNKNOWN', { column, known }, at, author)]
    const type = types.get(column)
    return type === undefined ? [] : check(type).map((refusal) => ({ ...refusal, ...author }))
  })
  return [...absent.map((refusal) => ({ ...refusal, ...author })), ...diagnostics]
}

/** A column somewhere in a table's declaration, and what its type must be good for. */
type NamedColumn = {
  readonly column: string
  readonly at: Span
  readonly check: (type: SqlType) => readonly Diagnostic[]
}

function absentColumns(table: TableAssociation, found: FoundColumns): readonly Diagnostic[] {
  const names = foundOf(table, found)?.map(({ name }) => name)
  if (names === undefined) return []
  return declaredColumns(table.columns)
    .filter(({ name }) => !names.includes(name))
    .map(({ name, at }) => diagnostic('COLLABORATION_COLUMN_ABSENT', { column: name, found: names }, at))
}

function declaredColumns(columns: ColumnsDeclaration): readonly { readonly name: string; readonly at: Span }[] {
  switch (columns.kind) {
    case 'all':
      return []
    case 'names':
      return columns.names.map((name, index) => ({ name, at: columns.places?.[index] ?? columns.at }))
    case 'typed':
      return columns.columns
  }
}

function columnsOfRule({ rule }: TableAssociation): readonly NamedColumn[] {
  if (rule === undefined) return []
  return ruleColumns(rule).map(({ column, path, use }) => {
    const at = placeOf(rule.places, path, rule.at)
    return { column, at, check: (type) => checkUse(use, column, type, at) }
  })
}

function checkUse(use: RuleColumn['use'], column: string, type: SqlType, at: Span): readonly Diagnostic[] {
  switch (use) {
    case 'any':
      return []
    case 'identity': {
      // Equal-looking numbers may differ in their last bits, so distinct ones do not count people.
      const refusal = diagnostic('COLLABORATION_RULE_IDENTITY_TYPE', { column, type: typeName(type) }, at)
      return type.kind === 'double' ? [refusal] : []
    }
    case 'SUM':
    case 'SUM_DISTINCT':
    case 'AVG': {
      const parameters = { function: use, column, type: typeName(type) }
      return isNumeric(type) ? [] : [diagnostic('COLLABORATION_RULE_AGGREGATE_TYPE', parameters, at)]
    }
  }
}

function columnsOfPrivacy({ privacy }: TableAssociation): readonly NamedColumn[] {
  if (privacy === undefined) return []
  const { unit, columns, places, at } = privacy
  const unitAt = placeOf(places, unit.length === 1 ? 'unit' : 'unit/0', at)
  const facts = columns.map((fact): NamedColumn => {
    const factAt = placeOf(places, `columns/${fact.name}`, at)
    return { column: fact.name, at: factAt, check: (type) => checkFact(fact, type, factAt) }
  })
  return [...unit.slice(0, 1).map((column) => ({ column, at: unitAt, check: () => [] })), ...facts]
}

type Fact = PrivacyDeclaration['columns'][number]

function checkFact({ name, range, values }: Fact, type: SqlType, at: Span): readonly Diagnostic[] {
  const unfit = (fact: string): Diagnostic =>
    diagnostic('COLLABORATION_PRIVACY_FACT', { fact, column: name, type: typeName(type) }, at)
  return [
    ...(range !== undefined && !isNumeric(type) ? [unfit('range')] : []),
    ...(values?.some((value) => declaredValue(value, type) === undefined) === true ? [unfit('values')] : []),
  ]
}
