import { nearest } from '@glovebox/diagnostics'
import type { Aggregate, ContributionBounds } from '../relation/relation.ts'
import type { CallSyntax, ExpressionSyntax, NamedArgumentSyntax } from '../syntax/tree.ts'
import { numberOf, wordOf } from './constant.ts'
import type { Context } from './context.ts'
import { means, sameName } from './name.ts'
import { refuse } from './report.ts'
import { noteFeature } from './session.ts'

/** What the named arguments of an aggregate ask for. */
export type Asked = Pick<Aggregate, 'bounds' | 'report'>

type Argument = { readonly name: string; readonly sets: 'bounds' | 'report'; readonly per: ContributionBounds['per'] }

const known: readonly Argument[] = [
  { name: 'contribution_bounds_per_group', sets: 'bounds', per: 'group' },
  { name: 'contribution_bounds_per_row', sets: 'bounds', per: 'row' },
  { name: 'contribution_bounds', sets: 'bounds', per: 'group' },
  { name: 'report_format', sets: 'report', per: 'group' },
]

const names: readonly string[] = known.map(({ name }) => name)

/** Resolves the named arguments of an aggregate; undefined where one of them is refused. */
export function resolveNamedArguments({ name, named }: CallSyntax, context: Context): Asked | undefined {
  const { session, depth } = context
  let asked: Asked | undefined = {}
  const set = new Set<Argument['sets']>()
  for (const argument of named) {
    noteFeature(session, 'named-argument', argument.name.at, depth)
    const found = known.find((candidate) => means(argument.name, candidate.name))
    if (found === undefined) {
      const near = nearest(argument.name.text, names)
      const form = `an argument called ${argument.name.text}`
      const instead = near === undefined ? 'leave it out' : `did you mean \`${near}\`?`
      asked = refuse(session, 'SQL_FUNCTION_FORM', { name, form, instead }, argument.name.at)
      continue
    }
    const isFirst = !set.has(found.sets)
    set.add(found.sets)
    const value = isFirst ? resolveArgument(found, argument, context) : refuseSecond(found, name, argument, context)
    asked = asked && value && { ...asked, ...value }
  }
  return asked
}

function refuseSecond(
  { sets }: Argument,
  name: string,
  argument: NamedArgumentSyntax,
  { session }: Context,
): undefined {
  const form = sets === 'bounds' ? 'bounds twice' : 'report_format twice'
  return refuse(session, 'SQL_FUNCTION_FORM', { name, form, instead: 'write one of them' }, argument.name.at)
}

function resolveArgument(argument: Argument, { value }: NamedArgumentSyntax, context: Context): Asked | undefined {
  const { name, sets, per } = argument
  if (sets === 'report') {
    const format = value.kind === 'tuple' ? undefined : wordOf(value)
    if (format !== undefined && sameName(format, 'json')) return { report: 'json' }
    const usage = `${name} => 'JSON'`
    return refuse(context.session, 'SQL_ARGUMENT', { name, expected: 'the format `JSON`', usage }, value.at)
  }
  const [first, second, ...others] = value.kind === 'tuple' ? value.values : []
  if (first === undefined || second === undefined || others.length > 0) return refuseBounds(name, value, context)
  const [low, high] = [bound(first, name, context), bound(second, name, context)]
  if (low === undefined || high === undefined) return undefined
  return low <= high ? { bounds: { per, low, high, at: value.at } } : refuseBounds(name, value, context)
}

function bound(syntax: ExpressionSyntax, name: string, context: Context): number | undefined {
  const expression = context.resolvers.expression(syntax, context)
  if (expression === undefined) return undefined
  const number = numberOf(expression)
  // Bounds are compared with each other, and the two zeros are one.
  return number === undefined ? refuseBounds(name, syntax, context) : number + 0
}

function refuseBounds(name: string, { at }: NamedArgumentSyntax['value'], { session }: Context): undefined {
  const expected = 'two numbers, the lower one first, written out or as parameters'
  return refuse(session, 'SQL_ARGUMENT', { name, expected, usage: `${name} => (0, 100)` }, at)
}
