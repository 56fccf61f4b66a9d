import { accept, expect, fail, here, isAt, type Parser, since } from './parser.ts'
import type { ExpressionSyntax } from './tree.ts'

/** `CASE [operand] WHEN … THEN … [ELSE …] END`. */
export function caseExpression(p: Parser): ExpressionSyntax {
  const start = here(p)
  expect(p, 'CASE')
  const operand = isAt(p, 'WHEN') ? undefined : p.grammar.expression(p)
  const branches: { readonly when: ExpressionSyntax; readonly then: ExpressionSyntax }[] = []
  while (accept(p, 'WHEN')) {
    const when = p.grammar.expression(p)
    expect(p, 'THEN')
    branches.push({ when, then: p.grammar.expression(p) })
  }
  if (branches.length === 0) fail(p, '`WHEN`')
  const otherwise = accept(p, 'ELSE') ? p.grammar.expression(p) : undefined
  expect(p, 'END', otherwise === undefined ? '`WHEN`, `ELSE` or `END`' : '`END`')
  const optional = { ...(operand === undefined ? {} : { operand }), ...(otherwise === undefined ? {} : { otherwise }) }
  return { kind: 'case', ...optional, branches, at: since(p, start) }
}
