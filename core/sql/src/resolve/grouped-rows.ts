import type { Aggregate, Column, Expression, Relation, SortKey, WindowCall } from '../relation/relation.ts'
import type { SelectSyntax } from '../syntax/tree.ts'
import type { Clauses } from './clauses.ts'

/** Rewrites an expression over the rows of FROM to one over the rows after grouping; undefined where it is refused. */
export type Rewrite = (expression: Expression) => Expression | undefined

/** The rows after grouping, HAVING, windows and QUALIFY, each where it is written. */
export function groupedRows(input: Relation, clauses: Clauses, syntax: SelectSyntax, rewrite: Rewrite): Relation {
  const reduced = clauses.isGrouped ? reduce(input, clauses, syntax) : input
  const kept = filter(reduced, clauses.having && rewrite(clauses.having), 'having')
  const calls = clauses.windows.flatMap((call) => rewriteCall(call, rewrite) ?? [])
  const windowed = calls.length === 0 ? kept : addWindows(kept, calls, syntax)
  return filter(windowed, clauses.qualify && rewrite(clauses.qualify), 'qualify')
}

/** The rows for which the condition is true; all of them where there is none. */
export function filter(
  input: Relation,
  condition: Expression | undefined,
  clause: 'where' | 'having' | 'qualify',
): Relation {
  if (condition === undefined) return input
  return { kind: 'filter', input, condition, clause, columns: input.columns, at: condition.at }
}

function reduce(input: Relation, { grouping: { keys }, aggregates, privacy }: Clauses, syntax: SelectSyntax): Relation {
  const columns = [...keys, ...aggregates].map(({ column }: { readonly column: Column }) => column)
  const at = syntax.groupBy?.at ?? syntax.at
  return {
    kind: 'reduce',
    input,
    keys,
    aggregates: aggregates satisfies readonly Aggregate[],
    clause: 'group-by',
    ...(privacy === undefined ? {} : { privacy }),
    columns,
    at,
  }
}

function addWindows(input: Relation, calls: readonly WindowCall[], { at }: SelectSyntax): Relation {
  return { kind: 'window', input, calls, columns: [...input.columns, ...calls.map(({ column }) => column)], at }
}

function rewriteCall(call: WindowCall, rewrite: Rewrite): WindowCall | undefined {
  const args = call.arguments.map(rewrite).filter((e) => e !== undefined)
  const partitionBy = call.partitionBy.map(rewrite).filter((e) => e !== undefined)
  const orderBy = call.orderBy.flatMap((key): SortKey[] => {
    const expression = rewrite(key.expression)
    return expression === undefined ? [] : [{ ...key, expression }]
  })
  const isWhole =
    args.length === call.arguments.length &&
    partitionBy.length === call.partitionBy.length &&
    orderBy.length === call.orderBy.length
  return isWhole ? { ...call, arguments: args, partitionBy, orderBy } : undefined
}
