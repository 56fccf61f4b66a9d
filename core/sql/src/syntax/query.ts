import { isAtMinus } from './clause.ts'
import { commonTables } from './common-table.ts'
import { accept, here, isAt, type Parser, peek, report, since, take } from './parser.ts'
import { operand } from './query-operand.ts'
import { isAtTail, queryTail, type Tail } from './query-tail.ts'
import { clause, isAtSelectClause } from './select.ts'
import type { BodySyntax, QuerySyntax, SetOperationSyntax } from './tree.ts'

/** `[WITH …] body [ORDER BY …] [LIMIT …] [OFFSET …]`. */
export function query(p: Parser): QuerySyntax {
  const start = here(p)
  const tables = isAt(p, 'WITH') ? commonTables(p) : []
  const body = setOperation(p, unionLevel)
  const tail = queryTail(p)
  strays(p, tail)
  const { orderBy, limit, offset } = tail
  const isBare = tables.length === 0 && orderBy.length === 0 && limit === undefined && offset === undefined
  if (body.kind === 'query' && isBare) return body
  return {
    kind: 'query',
    with: tables,
    body,
    orderBy,
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
    at: since(p, start),
  }
}

/** INTERSECT binds tighter than UNION and EXCEPT. */
const unionLevel = 1
const intersectLevel = 2

function setOperation(p: Parser, level: number): BodySyntax {
  const start = here(p)
  let left = level === intersectLevel ? operand(p) : setOperation(p, intersectLevel)
  for (let operator = setOperator(p, level); operator !== undefined; operator = setOperator(p, level)) {
    const right = level === intersectLevel ? operand(p) : setOperation(p, intersectLevel)
    left = { kind: 'set-operation', ...operator, left, right, at: since(p, start) }
  }
  return left
}

type Operator = Pick<SetOperationSyntax, 'operator' | 'all' | 'operatorAt'>

function setOperator(p: Parser, level: number): Operator | undefined {
  const start = here(p)
  const { word } = peek(p)
  const isMinus = level === unionLevel && isAtMinus(p)
  const operator = isMinus ? 'except' : operators.get(word)
  if (operator === undefined || (operator === 'intersect') !== (level === intersectLevel)) return undefined
  take(p)
  if (isMinus) report(p, 'SQL_FORM', { form: 'minus' }, since(p, start))
  const all = accept(p, 'ALL') !== undefined
  if (!all) accept(p, 'DISTINCT')
  const operatorAt = since(p, start)
  const byName = accept(p, 'BY', 'NAME')
  if (byName !== undefined) report(p, 'SQL_FORM', { form: 'union-by-name' }, byName)
  return { operator, all, operatorAt }
}

const operators: ReadonlyMap<string, Operator['operator']> = new Map([
  ['UNION', 'union'],
  ['INTERSECT', 'intersect'],
  ['EXCEPT', 'except'],
])

/** Clauses and set operators that stand too late: they are reported, read for their own mistakes, and dropped. */
function strays(p: Parser, tail: Tail): void {
  const after = tail.last
  if (after === undefined) return
  for (;;) {
    const { word, at } = peek(p)
    if (operators.has(word) || isAtMinus(p)) {
      report(p, 'SQL_SET_OPERAND', { clause: after, operator: word }, at)
      setOperator(p, word === 'INTERSECT' ? intersectLevel : unionLevel)
      setOperation(p, unionLevel)
    } else if (isAtSelectClause(p)) {
      report(p, 'SQL_CLAUSE_ORDER', { clause: word === 'GROUP' ? 'GROUP BY' : word, after }, at)
      clause(p, { windows: [] })
    } else if (!isAtTail(p)) return
    queryTail(p)
  }
}
