import { quote } from '@glovebox/diagnostics'
import type { PrivacyDocument } from '../document/document.ts'
import { isObject } from '../document/json.ts'
import { bigQueryPolicyText } from './bigquery-statement.ts'
import { columnsIn, type Demands, ruleOf } from './custom-parts.ts'
import { columnIn, type Draft, finish } from './finish.ts'
import type { Import, ImportContext } from './import.ts'
import { type Notes, notes } from './notes.ts'
import { own, readPolicy, texts } from './policy-json.ts'

type Mapping = Readonly<Record<string, unknown>>
type Budget = NonNullable<Draft['budget']>

/** What our budgets can be. */
const mostEpsilon = 20
const usualDelta = 1e-6

const policies: readonly string[] = [
  'aggregation_threshold_policy',
  'differential_privacy_policy',
  'join_restriction_policy',
]

/** Reads a BigQuery privacy policy: its JSON alone, or the CREATE VIEW or ALTER VIEW statement that sets it. */
export function importBigQueryPrivacyPolicy(text: string, context: ImportContext = {}): Import {
  const said = notes()
  const isStatement = /^\s*(CREATE|ALTER|--|#|\/\*)/i.test(text)
  const statement = isStatement ? bigQueryPolicyText(text, said) : { policy: text, name: undefined }
  const policy = statement === undefined ? undefined : readPolicy(statement.policy, said)
  const draft = policy === undefined ? {} : translate(policy, context, said)
  const name = statement?.name
  return finish(name === undefined ? draft : { ...draft, name }, said, context)
}

function translate(policy: Mapping, context: ImportContext, said: Notes): Draft {
  const parts = new Map<string, Mapping>()
  for (const [key, value] of Object.entries(policy)) {
    if (!policies.includes(key)) said.refuse(key, 'this policy is not known, so what it restricts is not')
    else if (isObject(value)) parts.set(key, value)
    else said.refuse(key, 'it is not a mapping of keys')
  }
  const threshold = parts.get('aggregation_threshold_policy')
  const privacy = parts.get('differential_privacy_policy')
  const restriction = parts.get('join_restriction_policy')
  if (parts.size === 0 && !said.isRefused()) said.refuse('policy', 'there is no policy in it')
  const minimum = threshold && thresholdOf(threshold, context, said)
  const guarded = privacy && privacyOf(privacy, context, said)
  const join = restriction && joinOf(restriction, context, said)
  if (said.isRefused()) return {}
  const rule = ruleOf(
    {
      minimums: minimum === undefined ? [] : [minimum],
      ...(guarded === undefined ? {} : { unit: guarded.unit }),
      ...(join === undefined ? {} : { join }),
      hidden: [],
    },
    context,
    said,
  )
  if (rule === undefined || guarded === undefined) return rule === undefined ? {} : { rule }
  const { unit, maxGroups, budget } = guarded
  const declared: PrivacyDocument = { unit, ...(maxGroups === undefined ? {} : { maxGroupsContributed: maxGroups }) }
  return { rule, privacy: declared, budget }
}

/** Reads the known keys of a policy; an unknown one may be a restriction, so there is no rule then. */
function refuseOthers(at: string, policy: Mapping, known: readonly string[], said: Notes): void {
  for (const key of Object.keys(policy)) {
    if (!known.includes(key)) said.refuse(`${at}.${key}`, 'this key is not known, so what it restricts is not')
  }
}

function thresholdOf(policy: Mapping, context: ImportContext, said: Notes): Demands['minimums'][number] | undefined {
  const at = 'aggregation_threshold_policy'
  refuseOthers(at, policy, ['threshold', 'privacy_unit_column'], said)
  const column = unitColumn(at, policy, context, said)
  const minimum = numberAt(at, policy, 'threshold', { least: 1, most: 100_000, isWhole: true }, said)
  if (column === undefined || minimum === undefined) return undefined
  if (minimum < 2) said.changed(`${at}.threshold`, 'it is 2 here, the least there is')
  else said.kept(`${at}.threshold`)
  said.changed(at, 'aggregates take columns alone here, where BigQuery takes any expression')
  return { column, minimum: Math.max(2, minimum) }
}

function unitColumn(at: string, policy: Mapping, context: ImportContext, said: Notes): string | undefined {
  const given = own(policy, 'privacy_unit_column')
  const [name, second] = typeof given === 'string' ? [given] : (texts(given) ?? [])
  if (name === undefined || second !== undefined || name.includes(',')) {
    said.refuse(`${at}.privacy_unit_column`, 'it is not the name of one column')
    return undefined
  }
  const column = columnIn(context, name)
  if (column === name) said.kept(`${at}.privacy_unit_column`)
  else said.changed(`${at}.privacy_unit_column`, `the column is spelled ${quote(column)} here`)
  return column
}

type Limits = { readonly least: number; readonly most: number; readonly isWhole?: boolean }

/** A number within limits; undefined, and said why, where there is none. */
function numberAt(at: string, policy: Mapping, key: string, limits: Limits, said: Notes): number | undefined {
  const value = own(policy, key)
  const isNumber = typeof value === 'number' && value >= limits.least && value <= limits.most
  if (isNumber && (!limits.isWhole || Number.isSafeInteger(value))) return value
  said.refuse(`${at}.${key}`, `it is not a number from ${limits.least} to ${limits.most}`)
  return undefined
}

type Guarded = { readonly unit: string; readonly maxGroups?: number; readonly budget: Budget }

function privacyOf(policy: Mapping, context: ImportContext, said: Notes): Guarded | undefined {
  const at = 'differential_privacy_policy'
  const known = ['privacy_unit_column', 'max_epsilon_per_query', 'epsilon_budget', 'delta_per_query', 'delta_budget']
  refuseOthers(at, policy, [...known, 'max_groups_contributed'], said)
  const unit = unitColumn(at, policy, context, said)
  const has = (key: string): boolean => own(policy, key) !== undefined
  if (!has('epsilon_budget')) {
    said.refuse(
      `${at}.epsilon_budget`,
      'it is missing: without a budget any answer may be asked for again, which is refused',
    )
  }
  const positive = (key: string, most: number): number | undefined =>
    has(key) ? numberAt(at, policy, key, { least: 1e-15, most }, said) : undefined
  const epsilon = positive('epsilon_budget', 1e15)
  const perQuery = positive('max_epsilon_per_query', 1e15)
  const delta = deltaOf(at, positive('delta_budget', 1000), positive('delta_per_query', 1), said)
  const groups = has('max_groups_contributed')
    ? numberAt(at, policy, 'max_groups_contributed', { least: 1, most: 1e9, isWhole: true }, said)
    : undefined
  if (groups !== undefined) said.kept(`${at}.max_groups_contributed`)
  if (unit === undefined || epsilon === undefined) return undefined
  const total = Math.min(epsilon, mostEpsilon)
  said.changed(
    `${at}.epsilon_budget`,
    `all answers together keep epsilon ${total}${total < epsilon ? ', the most there is' : ''}; they are added up as zCDP`,
  )
  const most = perQuery === undefined ? undefined : Math.min(perQuery, total)
  if (most !== undefined) {
    if (most === perQuery) said.kept(`${at}.max_epsilon_per_query`)
    else said.changed(`${at}.max_epsilon_per_query`, `it is ${most}, no more than the budget`)
  }
  return {
    unit,
    ...(groups === undefined ? {} : { maxGroups: groups }),
    budget: { epsilon: total, delta, refresh: 'none', ...(most === undefined ? {} : { maxEpsilonPerQuery: most }) },
  }
}

/** Our budget has one failure probability for all queries together: the least that the policy says of any. */
function deltaOf(at: string, whole: number | undefined, perQuery: number | undefined, said: Notes): number {
  const given = [whole, perQuery].filter((delta) => delta !== undefined && delta < 1)
  const delta = given.length === 0 ? usualDelta : Math.min(...given.map((one) => one ?? usualDelta))
  if (whole !== undefined) {
    if (delta === whole) said.kept(`${at}.delta_budget`)
    else said.changed(`${at}.delta_budget`, `all answers together keep delta ${delta}`)
  }
  if (perQuery !== undefined) said.changed(`${at}.delta_per_query`, `all answers together keep delta ${delta}`)
  return delta
}

function joinOf(policy: Mapping, context: ImportContext, said: Notes): Demands['join'] {
  const at = 'join_restriction_policy'
  refuseOthers(at, policy, ['join_condition', 'join_allowed_columns'], said)
  const condition = own(policy, 'join_condition')
  const given = own(policy, 'join_allowed_columns') ?? []
  const listed = texts(given)
  if (listed === undefined) said.refuse(`${at}.join_allowed_columns`, 'it is not a list of columns')
  const columns = columnsIn(context, listed ?? [])
  if (columns.length > 0) said.kept(`${at}.join_allowed_columns`)
  const isListed = columns.length > 0
  if (condition === 'JOIN_ALL' && columns.length > 1) {
    said.refuse(
      `${at}.join_condition`,
      'a join on all of several columns cannot be required here; on one of them it would be looser',
    )
    return undefined
  }
  if ((condition === 'JOIN_ANY' || condition === 'JOIN_ALL') && isListed) {
    said.kept(`${at}.join_condition`, 'a join on one of these columns is required')
    return { kind: 'required', columns }
  }
  if (condition === 'JOIN_NOT_REQUIRED' && isListed) {
    said.changed(`${at}.join_condition`, 'only these columns may be compared with columns of other tables')
    return { kind: 'allowed', columns }
  }
  if (condition === 'JOIN_BLOCKED') {
    said.changed(`${at}.join_condition`, 'no column may be compared with a column of another table')
    return { kind: 'allowed', columns: [] }
  }
  said.refuse(`${at}.join_condition`, 'this condition, with these columns, is not known')
  return undefined
}
