import { nearest } from '@glovebox/diagnostics'
import type { PrivacyClause, PrivacyOption, PrivacyOptionName } from '../relation/relation.ts'
import type { ExpressionSyntax, Name, PrivacyOptionSyntax, PrivacySyntax } from '../syntax/tree.ts'
import { plainContext } from './condition.ts'
import { numberOf, wordOf } from './constant.ts'
import type { Context, QueryContext, Scope } from './context.ts'
import { means, sameName } from './name.ts'
import { refuse } from './report.ts'
import { resolveColumn } from './scope.ts'
import { noteFeature } from './session.ts'

type Value = PrivacyOption['value']

/** What an option takes: its value, undefined for what is none; in words; and an example. */
type Taking = {
  readonly take: (value: ExpressionSyntax, context: Context) => Value | 'refused' | undefined
  readonly expected: string
  readonly usage: string
}

const isPositive = (number: number): boolean => number > 0

const options: Readonly<Record<PrivacyOptionName, Taking>> = {
  epsilon: { take: number(isPositive), expected: 'a number above 0', usage: 'epsilon = 1' },
  delta: {
    take: number((delta) => delta >= 0 && delta < 1),
    expected: 'a number from 0 to less than 1',
    usage: 'delta = 1e-9',
  },
  max_groups_contributed: { take: numberOrNull, expected: 'a number or NULL', usage: 'max_groups_contributed = 10' },
  max_rows_contributed: { take: numberOrNull, expected: 'a number or NULL', usage: 'max_rows_contributed = 10' },
  privacy_unit_column: { take: column, expected: 'a column of one table', usage: 'privacy_unit_column = user_id' },
  group_selection_strategy: {
    take: word('LAPLACE_THRESHOLD', 'PUBLIC_GROUPS'),
    expected: '`LAPLACE_THRESHOLD` or `PUBLIC_GROUPS`',
    usage: 'group_selection_strategy = LAPLACE_THRESHOLD',
  },
  min_privacy_units_per_group: {
    take: numberOrNull,
    expected: 'a number or NULL',
    usage: 'min_privacy_units_per_group = 10',
  },
  group_selection_epsilon: {
    take: number(isPositive),
    expected: 'a number above 0',
    usage: 'group_selection_epsilon = 0.1',
  },
}

const names = Object.keys(options) as readonly PrivacyOptionName[]

/** What options were called before, and the names they have. */
const formerNames: Readonly<Record<string, PrivacyOptionName>> = {
  kappa: 'max_groups_contributed',
  k_threshold: 'min_privacy_units_per_group',
}

/** Resolves the privacy clause of a SELECT over the rows of its FROM clause; options that are refused are left out. */
export function resolvePrivacy({ options, at }: PrivacySyntax, scope: Scope, query: QueryContext): PrivacyClause {
  noteFeature(query.session, 'privacy-clause', at, query.depth)
  const context = plainContext(query, scope, 'the SELECT list')
  const resolved = new Map<PrivacyOptionName, PrivacyOption | undefined>()
  for (const option of options) {
    const name = names.find((known) => means(option.name, known))
    if (name === undefined) refuseName(option.name, query)
    else if (resolved.has(name)) refuse(query.session, 'SQL_CLAUSE_TWICE', { clause: name }, option.name.at)
    else resolved.set(name, resolveOption(name, option, context))
  }
  return { options: names.flatMap((name) => resolved.get(name) ?? []), at }
}

function refuseName({ text, at }: Name, { session }: QueryContext): void {
  const lower = text.toLowerCase()
  const former = Object.hasOwn(formerNames, lower) ? formerNames[lower] : undefined
  const near = former ?? nearest(lower, names)
  refuse(
    session,
    'SQL_OPTION_UNKNOWN',
    { name: text, known: names, ...(near === undefined ? {} : { nearest: near }) },
    at,
  )
}

function resolveOption(
  name: PrivacyOptionName,
  { value: written, at }: PrivacyOptionSyntax,
  context: Context,
): PrivacyOption | undefined {
  const { take, expected, usage } = options[name]
  const value = take(written, context)
  if (value === undefined) return refuse(context.session, 'SQL_ARGUMENT', { name, expected, usage }, written.at)
  return value === 'refused' ? undefined : { name, value, at }
}

function number(isTaken: (number: number) => boolean): Taking['take'] {
  return (syntax, context) => {
    const expression = context.resolvers.expression(syntax, context)
    if (expression === undefined) return 'refused'
    const value = numberOf(expression)
    return value !== undefined && isTaken(value) ? { kind: 'number', value } : undefined
  }
}

function numberOrNull(syntax: ExpressionSyntax, context: Context): Value | 'refused' | undefined {
  return syntax.kind === 'null' ? { kind: 'null' } : number(() => true)(syntax, context)
}

function word(...words: readonly string[]): Taking['take'] {
  return (syntax) => {
    const written = wordOf(syntax)
    const text = words.find((known) => written !== undefined && sameName(written, known))
    return text === undefined ? undefined : { kind: 'word', text }
  }
}

function column(syntax: ExpressionSyntax, context: Context): Value | 'refused' | undefined {
  if (syntax.kind !== 'column') return undefined
  const found = resolveColumn(syntax.table, syntax.name, syntax.at, context)
  if (found === undefined) return 'refused'
  return found.kind === 'column' ? { kind: 'column', id: found.id, name: found.name } : undefined
}
