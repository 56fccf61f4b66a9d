import { type Result, refused } from '@glovebox/diagnostics'
import type { Query } from './relation/relation.ts'
import { resolve } from './resolve/resolve.ts'
import type { BoundParameter, Schema } from './resolve/schema.ts'
import { parse } from './syntax/parse.ts'

/** What SQL text means, or everything that is wrong with it: with its syntax, or else with its names and types. */
export function compile(sql: string, schema: Schema, parameters: readonly BoundParameter[]): Result<Query> {
  const { query, diagnostics } = parse(sql)
  return query === undefined ? refused(diagnostics) : resolve(query, schema, parameters)
}
