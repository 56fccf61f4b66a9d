import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted } from '../example.fixture.ts'
import type { ReduceRelation, Relation } from '../relation/relation.ts'
import { relationsOf } from '../relation/walk.ts'
import { differing } from './differing-pairs.fixture.ts'
import { meeting } from './meeting-pairs.fixture.ts'
import { normalAggregates, normalText } from './normal.ts'

function textOf(sql: string): string {
  const { relation, outputs } = accepted(sql)
  return normalText(
    relation,
    outputs.map(({ id }) => id),
  )
}

for (const [what, one, other] of meeting) {
  test(`one normal form whatever ${what}`, () => assert.equal(textOf(one), textOf(other)))
}

for (const [what, one, other] of differing) {
  test(`another normal form for other ${what}`, () => assert.notEqual(textOf(one), textOf(other)))
}

test('without outputs all columns count', () => {
  const { relation, outputs } = accepted('SELECT user_id, cost FROM impressions')
  assert.equal(
    normalText(relation),
    normalText(
      relation,
      outputs.map(({ id }) => id),
    ),
  )
})

test('a relation that doubles its expressions again and again has a text that is not long', () => {
  const clauses = Array.from({ length: 30 }, (_, i) => `w${i + 1} AS (SELECT x + x AS x FROM w${i})`)
  const long = textOf(`WITH w0 AS (SELECT user_id AS x FROM impressions), ${clauses.join(', ')} SELECT x FROM w30`)
  assert.ok(long.length < 100_000)
  assert.ok(long.startsWith('exactly'))
})

test('a relation that makes its expressions deeper and deeper has a text', () => {
  const sum = Array.from({ length: 80 }, () => ' + 1').join('')
  const clauses = Array.from({ length: 60 }, (_, i) => `w${i + 1} AS (SELECT x${sum} AS x FROM w${i})`)
  const deep = textOf(`WITH w0 AS (SELECT user_id AS x FROM impressions), ${clauses.join(', ')} SELECT x FROM w60`)
  assert.ok(deep.startsWith('exactly'))
})

test('many occurrences of one table are put in some order in time', () => {
  const names = Array.from({ length: 12 }, (_, i) => `purchases p${i}`)
  const text = textOf(`SELECT COUNT(*) FROM ${names.join(', ')}`)
  assert.equal(text, textOf(`SELECT COUNT(*) FROM ${names.toReversed().join(', ')}`))
})

test('what is told apart by its joins meets however many occurrences there are', () => {
  const chain = (names: readonly string[]): string => {
    const pairs = names.slice(1).map((name, i) => `${names[i]}.amount < ${name}.amount`)
    const from = [...names].sort().map((name) => `purchases ${name}`)
    return `SELECT ${names[0]}.user_id FROM ${from.join(', ')} WHERE ${pairs.join(' AND ')}`
  }
  assert.equal(textOf(chain(['a', 'b', 'c', 'd', 'e'])), textOf(chain(['c', 'e', 'a', 'd', 'b'])))
})

function reduceOf(sql: string): ReduceRelation {
  const found = relationsOf(accepted(sql)).findLast((relation: Relation) => relation.kind === 'reduce')
  if (found?.kind !== 'reduce') throw new Error('a query without a reduce')
  return found
}

function texts(columns: ReadonlyMap<number, string>): readonly string[] {
  return [...columns.values()]
}

test('an aggregation stands for the same rows whatever it computes of them', () => {
  const one = normalAggregates(
    reduceOf('SELECT campaign, day, COUNT(*), SUM(cost) FROM impressions GROUP BY campaign, day'),
  )
  const other = normalAggregates(
    reduceOf(
      'SELECT MAX(i.user_id), SUM(i.cost) AS s, i.day FROM (SELECT * FROM impressions) i GROUP BY 3, i.campaign',
    ),
  )
  assert.equal(one.rows, other.rows)
  assert.deepEqual([...texts(one.keys)].sort(), [...texts(other.keys)].sort())
  assert.equal(texts(one.keys)[0], texts(other.keys)[1])
  assert.equal(texts(one.aggregates)[1], texts(other.aggregates)[1])
  assert.notEqual(texts(one.aggregates)[0], texts(other.aggregates)[0])
})

test('an aggregation of other rows or other groups stands for other rows', () => {
  const sql = [
    'SELECT COUNT(*) FROM impressions',
    'SELECT COUNT(*) FROM impressions WHERE cost > 1',
    'SELECT COUNT(*) FROM impressions GROUP BY campaign',
    'SELECT COUNT(*) FROM impressions GROUP BY campaign, day',
    'SELECT COUNT(*) FROM impressions JOIN purchases USING (user_id) GROUP BY campaign',
  ]
  const rows = sql.map((one) => normalAggregates(reduceOf(one)).rows)
  assert.equal(new Set(rows).size, sql.length)
})

test('keys and aggregates speak of the same occurrence of a table', () => {
  const self = (first: string, second: string): ReturnType<typeof normalAggregates> =>
    normalAggregates(
      reduceOf(
        `SELECT a.day, b.day, SUM(${first}.cost), MAX(${second}.cost) FROM impressions a, impressions b GROUP BY a.day, b.day`,
      ),
    )
  const [one, other] = [self('a', 'b'), self('b', 'a')]
  assert.equal(one.rows, other.rows)
  const spoken = ({ keys, aggregates }: typeof one): readonly string[] => [...texts(keys), ...texts(aggregates)]
  assert.notDeepEqual(spoken(one), spoken(other))
})

test('what privacy an aggregation asks for is no part of its rows, but part of the text of a relation', () => {
  const reduce = reduceOf('SELECT campaign, COUNT(*) FROM impressions GROUP BY campaign')
  const at = { start: 0, end: 0 }
  const asked = (value: number): ReduceRelation => ({
    ...reduce,
    privacy: { options: [{ name: 'epsilon', value: { kind: 'number', value }, at }], at },
  })
  assert.equal(normalAggregates(asked(1)).rows, normalAggregates(reduce).rows)
  assert.notEqual(normalText(asked(1)), normalText(asked(2)))
  assert.notEqual(normalText(asked(1)), normalText(reduce))
})

test('bounds and reports are part of the text of an aggregate, where they are written is not', () => {
  const reduce = reduceOf('SELECT SUM(cost) FROM impressions')
  const bounded = (high: number, start: number): string => {
    const at = { start, end: start }
    const aggregates = reduce.aggregates.map((a) => ({ ...a, bounds: { per: 'row' as const, low: 0, high, at } }))
    return texts(normalAggregates({ ...reduce, aggregates }).aggregates).join()
  }
  assert.equal(bounded(3, 0), bounded(3, 5))
  assert.notEqual(bounded(3, 0), bounded(4, 0))
  assert.notEqual(bounded(3, 0), texts(normalAggregates(reduce).aggregates).join())
})

test('an aggregation that is too large stands for itself', () => {
  const clauses = Array.from({ length: 30 }, (_, i) => `w${i + 1} AS (SELECT x + x AS x FROM w${i})`)
  const large = (of: string): ReturnType<typeof normalAggregates> =>
    normalAggregates(
      reduceOf(
        `WITH w0 AS (SELECT user_id AS x FROM impressions), ${clauses.join(', ')} SELECT ${of} FROM w30 GROUP BY x`,
      ),
    )
  assert.equal(large('COUNT(*), SUM(x)').rows, large('COUNT(*), SUM(x)').rows)
  assert.notEqual(large('COUNT(*), SUM(x)').rows, large('SUM(x), COUNT(*)').rows)
  assert.deepEqual(texts(large('COUNT(*), SUM(x)').aggregates), ['exactly 0', 'exactly 1'])
})
