import { type Diagnostic, hasErrors, type Result, refused } from '@glovebox/diagnostics'
import type { Query } from './relation/relation.ts'
import { resolve } from './resolve/resolve.ts'
import type { BoundParameter, Schema } from './resolve/schema.ts'
import { parse } from './syntax/parse.ts'

/**
 * What SQL text means, or everything that is wrong with it. Where the parser had to skip a mistake, what it could read
 * is resolved all the same, so that a wrong name is said together with a wrong comma.
 */
export function compile(sql: string, schema: Schema, parameters: readonly BoundParameter[]): Result<Query> {
  const { query, diagnostics } = parse(sql)
  if (query === undefined) return refused(diagnostics)
  const resolved = resolve(query, schema, parameters)
  if (!hasErrors(diagnostics)) return resolved
  return refused(resolved.ok ? diagnostics : inOrder([...diagnostics, ...resolved.diagnostics]))
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0))
}
