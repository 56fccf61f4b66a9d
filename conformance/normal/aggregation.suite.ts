import assert from 'node:assert/strict'
import {
  type ColumnId,
  compile,
  inputs,
  type NormalAggregates,
  normalAggregates,
  type ReduceRelation,
  type Relation,
} from '@glovebox/sql'
import { percent, pick, type Source, seededSource, several } from '../differential/source.ts'
import { rewritten } from './rewrite.ts'
import { rowsOf } from './same-rows.ts'
import { smallRest, smallRows, smallSchema } from './small-query.ts'

/** What many aggregations came to. */
export type Aggregations = { asked: number; met: number; shared: number; missed: number }

type Known = { readonly reduce: ReduceRelation; readonly normal: NormalAggregates; readonly sql: string }

/**
 * Aggregates few tables in many ways: aggregations of the same rows have the same groups, and columns of the same text
 * the same values in them, whatever columns there are beside.
 */
export function compareAggregations(seed: number, count: number): Aggregations {
  const source = seededSource(seed)
  const tally: Aggregations = { asked: 0, met: 0, shared: 0, missed: 0 }
  const known = new Map<string, Known>()
  const databases = Array.from({ length: 6 }, () => smallRows(source))
  let rest = ''
  for (let i = 0; i < count; i++) {
    if (i % 4 === 0) rest = smallRest(source)
    const sql = aggregation(source, rest)
    const compiled = compile(sql, smallSchema, [])
    const written = compiled.ok ? reduceOf(compiled.value.relation) : undefined
    if (written === undefined) continue
    tally.asked++
    const other = percent(source, 50) ? rewritten(written, source) : written
    const reduce = other.kind === 'reduce' ? other : written
    const normal = normalAggregates(reduce)
    if (normal.rows !== normalAggregates(written).rows) tally.missed++
    const before = known.get(normal.rows)
    known.set(normal.rows, before ?? { reduce, normal, sql })
    if (before === undefined) continue
    tally.met++
    const texts = sharedTexts(before.normal, normal)
    tally.shared += texts.length
    for (const tables of databases) {
      const rows: readonly (string | undefined)[] = [before, { reduce, normal }].map((of) =>
        rowsOf(asked(of, texts), tables),
      )
      assert.ok(rows[0] !== undefined)
      assert.equal(rows[0], rows[1], `${before.sql}\n${sql}\n${texts.join('\n')}`)
    }
  }
  return tally
}

function aggregation(source: Source, rest: string): string {
  const columns = ['x.a', 'x.b', 'y.a', 'y.b']
  const keys = [...new Set(several(source, 0, 2, () => pick(source, columns)))]
  const aggregates = several(source, 1, 3, () => {
    const of = pick(source, columns)
    return pick(source, ['COUNT(*)', `COUNT(DISTINCT ${of})`, `SUM(${of})`, `SUM(${of} + x.a)`, `MIN(${of})`])
  })
  const group = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
  return `SELECT ${aggregates.join(', ')} ${rest}${group}`
}

function reduceOf(relation: Relation): ReduceRelation | undefined {
  if (relation.kind === 'reduce') return relation
  const [input] = inputs(relation)
  return input === undefined ? undefined : reduceOf(input)
}

/** The keys, which both have, and the aggregates that both have. */
function sharedTexts(one: NormalAggregates, other: NormalAggregates): readonly string[] {
  const keys = new Set(one.keys.values())
  assert.deepEqual([...keys].sort(), [...new Set(other.keys.values())].sort())
  const aggregates = new Set(other.aggregates.values())
  return [...keys, ...new Set([...one.aggregates.values()].filter((text) => aggregates.has(text)))]
}

/** The columns of a reduce by their texts. */
function asked(
  { reduce, normal }: Pick<Known, 'reduce' | 'normal'>,
  texts: readonly string[],
): {
  readonly relation: Relation
  readonly outputs: readonly { id: ColumnId; name: string; at: ReduceRelation['at'] }[]
} {
  const ids = new Map([...normal.keys, ...normal.aggregates].map(([id, text]) => [text, id] as const))
  const outputs = texts.map((text) => ({ id: ids.get(text) ?? -1, name: '', at: reduce.at }))
  return { relation: reduce, outputs }
}
