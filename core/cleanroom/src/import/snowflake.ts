import { quote } from '@glovebox/diagnostics'
import type { PrivacyColumnDocument, PrivacyDocument } from '../document/document.ts'
import { columnsIn, type Demands, ruleOf } from './custom-parts.ts'
import { columnIn, type Draft, finish } from './finish.ts'
import type { Import, ImportContext } from './import.ts'
import { type Notes, notes } from './notes.ts'
import { aggregationMinimum, budgetOf, isHidden, isJoinRequired } from './snowflake-policy.ts'
import { type PolicyKind, type Statement, snowflakeStatements } from './snowflake-statement.ts'

type Created = Extract<Statement, { kind: 'create' }>
type Attached = Extract<Statement, { kind: 'attach' }>
type Declared = Extract<Statement, { kind: 'domain' }>

/**
 * Reads Snowflake's aggregation, projection, join and privacy policies and the statements that attach them to one
 * table. What no statement here says, such as grants and roles, has no meaning here: the strictest outcome is everybody's.
 */
export function importSnowflakePolicies(sql: string, context: ImportContext = {}): Import {
  const said = notes()
  const statements = snowflakeStatements(sql)
  if (statements === undefined) said.refuse('text', 'it is too long, or a quote or a comment in it does not end')
  const known = (statements ?? []).filter((statement) => isUnderstood(statement, said))
  const tables = [...new Set(known.flatMap((one) => ('table' in one ? [one.table] : [])))]
  const [table] = tables
  if (tables.length > 1) said.refuse('tables', `import one table at a time, not ${tables.map(quote).join(' and ')}`)
  if (table === undefined && !said.isRefused()) said.refuse('tables', 'no statement attaches a policy to a table')
  const draft = said.isRefused() ? {} : translate(known, context, said)
  return finish(table === undefined ? draft : { ...draft, name: table.toLowerCase() }, said, context)
}

function isUnderstood(statement: Statement, said: Notes): boolean {
  if (statement.kind === 'harmless') said.changed(firstWords(statement.text), 'left out: it restricts nothing')
  if (statement.kind === 'grant')
    said.omit(firstWords(statement.text), 'who may ask is said by rules and abilities here')
  if (statement.kind === 'other') {
    said.refuse(firstWords(statement.text), 'this statement is not understood, so what it restricts is not')
  }
  return !['harmless', 'grant', 'other'].includes(statement.kind)
}

function firstWords(text: string): string {
  return text.slice(0, 80)
}

function translate(statements: readonly Statement[], context: ImportContext, said: Notes): Draft {
  const policyOf = (kind: PolicyKind, name: string): Created | undefined => {
    const created = statements.flatMap((one) => (one.kind === 'create' && one.policy === kind ? [one] : []))
    const found = created.findLast((one) => one.name === name)
    if (found === undefined) said.refuse(name, `the ${kind.toLowerCase()} policy is attached and not in this text`)
    return found
  }
  const attached = statements.flatMap((one) => (one.kind === 'attach' ? [one] : []))
  const ofKind = (kind: PolicyKind): readonly Attached[] => attached.filter(({ policy }) => policy === kind)
  const hidden = statements.flatMap((one) => {
    const policy = one.kind === 'hide' ? policyOf('PROJECTION', one.name) : undefined
    return one.kind === 'hide' && policy !== undefined && isHidden(policy, said) ? [columnIn(context, one.column)] : []
  })
  const minimums = ofKind('AGGREGATION').flatMap((one) =>
    minimumsOf(one, policyOf('AGGREGATION', one.name), context, said),
  )
  const join = joinOf(ofKind('JOIN'), (name) => policyOf('JOIN', name), context, said)
  const guards = ofKind('PRIVACY')
  if (guards.length > 1) said.refuse('PRIVACY POLICY', 'there is more than one')
  if (guards.length > 0 && minimums.length > 0) {
    said.refuse('PRIVACY POLICY', 'it stands beside an aggregation policy, which Snowflake does not take either')
  }
  sayUnused(statements, said)
  const [guard] = guards
  const unit = guard === undefined ? undefined : entityOf(guard, context, said)
  const policy = guard === undefined ? undefined : policyOf('PRIVACY', guard.name)
  const budget = policy === undefined ? undefined : budgetOf(policy, said)
  const domains = statements.flatMap((one) => (one.kind === 'domain' ? [one] : []))
  if (said.isRefused()) return {}
  if (guard === undefined)
    for (const one of domains) said.omit(firstWords(one.text), 'there is no privacy policy that needs it')
  const demands: Demands = {
    minimums,
    ...(unit === undefined ? {} : { unit }),
    ...(join === undefined ? {} : { join }),
    hidden: [...new Set(hidden)],
  }
  const rule = ruleOf(demands, context, said)
  if (rule === undefined) return {}
  if (unit === undefined || budget === undefined) return { rule }
  return { rule, privacy: { unit, ...factsOf(domains, context, said) }, budget }
}

/** A policy that no statement attaches restricts nothing. */
function sayUnused(statements: readonly Statement[], said: Notes): void {
  const used = statements.flatMap((one) => {
    if (one.kind === 'hide') return [`PROJECTION ${one.name}`]
    return one.kind === 'attach' ? [`${one.policy} ${one.name}`] : []
  })
  for (const one of statements) {
    if (one.kind !== 'create' || used.includes(`${one.policy} ${one.name}`)) continue
    said.changed(`CREATE ${one.policy} POLICY ${one.name}`, 'left out: no statement attaches it')
  }
}

function minimumsOf(
  { entityKeys, name }: Attached,
  policy: Created | undefined,
  context: ImportContext,
  said: Notes,
): Demands['minimums'] {
  const minimum = policy === undefined ? undefined : aggregationMinimum(policy, said)
  if (minimum === undefined) return []
  if (entityKeys.length === 0) {
    said.refuse(name, 'it counts rows; here people are counted: name their column as ENTITY KEY')
  }
  return entityKeys.flatMap((keys) => {
    const [column, second] = columnsIn(context, keys)
    if (column !== undefined && second === undefined) {
      said.kept(`ENTITY KEY ${column}`, 'the people who are counted')
      return [{ column, minimum }]
    }
    said.refuse(`ENTITY KEY ${keys.join(', ')}`, 'a key of several columns cannot be counted here')
    return []
  })
}

function entityOf({ entityKeys, name }: Attached, context: ImportContext, said: Notes): string | undefined {
  const [column, second] = columnsIn(context, entityKeys.flat())
  if (column === undefined || second !== undefined) {
    said.refuse(name, 'a privacy policy needs one column as ENTITY KEY here')
    return undefined
  }
  said.kept(`ENTITY KEY ${column}`, 'the privacy unit')
  return column
}

function joinOf(
  attached: readonly Attached[],
  policyOf: (name: string) => Created | undefined,
  context: ImportContext,
  said: Notes,
): Demands['join'] {
  const [one, second] = attached
  if (one === undefined) return undefined
  if (second !== undefined) said.refuse('JOIN POLICY', 'there is more than one')
  const policy = policyOf(one.name)
  if (policy === undefined) return undefined
  const columns = columnsIn(context, one.joinKeys)
  const isRequired = isJoinRequired(policy, said)
  if (columns.length > 0) said.kept(`ALLOWED JOIN KEYS ${columns.join(', ')}`)
  if (isRequired && columns.length === 0) {
    said.refuse('ALLOWED JOIN KEYS', 'they are missing, and a required join names its columns here')
  }
  if (isRequired) return { kind: 'required', columns }
  return columns.length === 0 ? undefined : { kind: 'allowed', columns }
}

/** Public facts of columns: what lies outside is clamped, where Snowflake makes texts NULL. */
function factsOf(
  domains: readonly Declared[],
  context: ImportContext,
  said: Notes,
): { readonly columns?: NonNullable<PrivacyDocument['columns']> } {
  const facts = domains.map(({ column: name, domain, text }): readonly [string, PrivacyColumnDocument] => {
    const column = columnIn(context, name)
    if (domain.kind === 'between') {
      said.kept(firstWords(text), 'numbers are clamped to it')
      return [column, { range: [Number(domain.low.text), Number(domain.high.text)] }]
    }
    said.changed(firstWords(text), 'these are the public group keys; rows with others are left out')
    const values = domain.values.map(({ kind, text: value }) => (kind === 'number' ? Number(value) : value))
    return [column, { values }]
  })
  return facts.length === 0 ? {} : { columns: Object.fromEntries(facts) }
}
