import type { Result, Span } from '@glovebox/diagnostics'
import { compile } from './compile.ts'
import type { Query } from './relation/relation.ts'
import type { BoundParameter, Schema } from './resolve/schema.ts'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  textType,
  timestampType,
} from './type/sql-type.ts'

/** The tables that tests ask of. */
export const schema: Schema = {
  tables: [
    {
      name: 'impressions',
      columns: [
        { name: 'user_id', type: integerType, nullable: true },
        { name: 'campaign', type: textType, nullable: true },
        { name: 'day', type: dateType, nullable: true },
        { name: 'cost', type: doubleType, nullable: true, range: { low: 0, high: 50 } },
      ],
    },
    {
      name: 'purchases',
      columns: [
        { name: 'user_id', type: integerType, nullable: false },
        { name: 'amount', type: decimalType(10, 2), nullable: true },
        { name: 'at', type: timestampType, nullable: true },
        { name: 'returned', type: booleanType, nullable: false },
      ],
    },
    {
      name: 'Members',
      columns: [
        { name: 'Id', type: integerType, nullable: false, range: { low: 1, high: 1000 } },
        { name: 'City', type: textType, nullable: true },
        { name: 'city', type: textType, nullable: true },
      ],
    },
  ],
}

export const parameters: readonly BoundParameter[] = [
  { name: 'since', type: dateType, value: 20000n },
  { name: 'count', type: integerType, value: 7n },
  { name: 'name', type: textType, value: 'x' },
]

/** What a text means over the tables above. */
export function compiled(sql: string): Result<Query> {
  return compile(sql, schema, parameters)
}

/** A text with `«…»` around the places that are meant, as the text without them and the places. */
export function marked(text: string): { readonly sql: string; readonly spans: readonly Span[] } {
  const spans: Span[] = []
  const open: number[] = []
  let sql = ''
  for (const character of text) {
    if (character === '«') open.push(sql.length)
    else if (character === '»') spans.push({ start: open.pop() ?? 0, end: sql.length })
    else sql += character
  }
  return { sql, spans: spans.sort((a, b) => a.start - b.start || a.end - b.end) }
}

/** A text without the places that were marked in it, or with what is wrong with it. */
export function accepted(sql: string): Query {
  const result = compiled(sql)
  if (result.ok) return result.value
  throw new Error(`${sql}\n${result.diagnostics.map((d) => `${d.code}: ${d.message}`).join('\n')}`)
}
