import type { Result } from '@glovebox/diagnostics'
import { type BoundParameter, compile, type Query, type Schema, type SqlType, type Value } from '@glovebox/sql'
import type { AnalysisTemplate } from './analysis-template.ts'

/**
 * What a template's SQL means, whatever its parameters will be; or everything wrong with it, with places in its SQL.
 * The tables it reads are those of the query.
 */
export function compileTemplate(template: AnalysisTemplate, schema: Schema): Result<Query> {
  const fillWith = (fill: (type: SqlType) => Value): Result<Query> => {
    const parameters = template.parameters.map(({ name, type, default: given }): BoundParameter => {
      return { name, type, value: given === undefined ? fill(type) : given }
    })
    return compile(template.sql, schema, parameters)
  }
  const withNulls = fillWith(() => null)
  if (withNulls.ok) return withNulls
  // A clause such as LIMIT takes no NULL: what is right with some value is right.
  const withSamples = fillWith(sampleOf)
  return withSamples.ok || withSamples.diagnostics.length < withNulls.diagnostics.length ? withSamples : withNulls
}

function sampleOf(type: SqlType): Value {
  switch (type.kind) {
    case 'boolean':
      return true
    case 'integer':
    case 'decimal':
    case 'date':
    case 'timestamp':
      return 1n
    case 'double':
      return 1
    case 'text':
      return '1'
    case 'interval':
    case 'null':
      return null
  }
}
