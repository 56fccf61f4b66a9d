import { isAtName, name } from './name.ts'
import {
  accept,
  acceptSymbol,
  expectSymbol,
  group,
  here,
  isAt,
  isAtSymbol,
  listInside,
  type Parser,
  peek,
  report,
  since,
  skip,
  take,
} from './parser.ts'
import type { PrivacySyntax } from './tree.ts'

const clauseNames: readonly string[] = ['DIFFERENTIAL_PRIVACY', 'AGGREGATION_THRESHOLD', 'ANONYMIZATION']

/** BigQuery's `WITH DIFFERENTIAL_PRIVACY [OPTIONS (name = value, …)]`, if WITH comes next behind SELECT. */
export function privacyClause(p: Parser): PrivacySyntax | undefined {
  const start = here(p)
  if (!accept(p, 'WITH')) return undefined
  const { word } = peek(p)
  const clauseName = isAtName(p) ? take(p).text : '…'
  const hasOptions = isAt(p, 'OPTIONS') && isAtSymbol(p, '(', 1)
  if (hasOptions) take(p)
  if (word !== 'DIFFERENTIAL_PRIVACY') {
    if (hasOptions) skip(p)
    report(p, 'SQL_PRIVACY_CLAUSE', { clause: clauseName.toUpperCase() }, since(p, start))
    return undefined
  }
  const options = hasOptions ? group(p, (open) => optionsInside(p, open)) : []
  const clause = { options, at: since(p, start) }
  // Articles write the clause as if it were a selected item.
  acceptSymbol(p, ',')
  return clause
}

/** The clause in front of a selected item, where articles write it too; `before` is one that was read already. */
export function privacyInList(p: Parser, before: PrivacySyntax | undefined): PrivacySyntax | undefined {
  if (!isAt(p, 'WITH') || !clauseNames.includes(peek(p, 1).word)) return before
  const clause = privacyClause(p)
  if (before === undefined || clause === undefined) return before ?? clause
  report(p, 'SQL_CLAUSE_TWICE', { clause: 'WITH DIFFERENTIAL_PRIVACY' }, clause.at)
  return before
}

function optionsInside(p: Parser, open: number): PrivacySyntax['options'] {
  if (isAtSymbol(p, ')')) return []
  return listInside(p, open, () => {
    const start = here(p)
    const option = name(p, 'the name of an option, as `epsilon = 1`')
    expectSymbol(p, '=', '`=` and a value, as `epsilon = 1`')
    return { name: option, value: p.grammar.expression(p), at: since(p, start) }
  })
}
