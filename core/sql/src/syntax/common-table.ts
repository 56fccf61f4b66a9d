import { columnNames, isAtName, name } from './name.ts'
import {
  accept,
  expect,
  fail,
  group,
  here,
  isAt,
  isAtSymbol,
  list,
  type Parser,
  peek,
  report,
  since,
  take,
} from './parser.ts'
import { isAtStatement } from './query-operand.ts'
import { beginsQuery } from './subquery.ts'
import type { CommonTableSyntax } from './tree.ts'

/** `WITH name [(columns)] AS (query), …`. */
export function commonTables(p: Parser): CommonTableSyntax[] {
  const start = here(p)
  take(p)
  if (isAt(p, 'RECURSIVE') && isAtName(p, 1)) {
    take(p)
    report(p, 'SQL_RECURSIVE', {}, since(p, start))
  }
  return list(p, commonTable, { isStop: isAtBody, expected: '`,` or `SELECT`' })
}

/** Whether the query begins that the WITH queries are for; a parenthesis behind AS is one of theirs. */
function isAtBody(p: Parser): boolean {
  const isBehindTable = p.tokens[p.position - 1]?.text === ')'
  return beginsQuery(p) || isAtStatement(p) || (isBehindTable && isAtSymbol(p, '('))
}

function commonTable(p: Parser): CommonTableSyntax {
  const start = here(p)
  const tableName = name(p, 'a name for the WITH query')
  const columns = columnNames(p)
  expect(p, 'AS', columns.length === 0 ? '`AS (…)`' : '`AS`')
  refuseMaterialized(p)
  if (!isAtSymbol(p, '(')) {
    fail(p, '`(` and a query')
    // The word that begins it must not pass for the beginning of the query behind WITH.
    p.position++
  }
  const query = group(p, () => p.grammar.query(p))
  return { name: tableName, columns, query, at: since(p, start) }
}

function refuseMaterialized(p: Parser): void {
  const start = here(p)
  if (peek(p).word === 'NOT' && peek(p, 1).word === 'MATERIALIZED') take(p)
  if (accept(p, 'MATERIALIZED')) report(p, 'SQL_FORM', { form: 'materialized' }, since(p, start))
}
