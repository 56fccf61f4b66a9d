import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted } from '../example.fixture.ts'
import type { Relation } from './relation.ts'
import {
  expressionsOf,
  inputs,
  mapChildren,
  mapExpressions,
  mapInputs,
  relationsOf,
  subqueries,
  tablesOf,
} from './walk.ts'

const query = accepted(`
  WITH q AS (SELECT user_id, SUM(cost) FILTER (WHERE day IS NULL) AS s FROM impressions GROUP BY user_id)
  SELECT CASE WHEN s > 1 THEN (SELECT MAX(Id) FROM Members) ELSE 2 END AS x, LAG(s) OVER (PARTITION BY user_id ORDER BY s)
  FROM q LEFT JOIN (SELECT user_id AS u, amount FROM purchases UNION ALL VALUES (1, 2)) p ON p.u = user_id
  WHERE user_id IN (SELECT user_id FROM purchases) AND EXISTS (SELECT DISTINCT City FROM Members m(a, City, c)) AND s IN (1, 2)
  ORDER BY s LIMIT 3`)

test('every kind of relation is walked', () => {
  const kinds = [...new Set(relationsOf(query).map((relation) => relation.kind))].sort()
  assert.deepEqual(kinds, ['filter', 'join', 'limit', 'map', 'reduce', 'set', 'sort', 'table', 'values', 'window'])
})

test('tables are found in inputs and in subqueries of every kind', () => {
  const tables = tablesOf(query).map((table) => table.table)
  assert.deepEqual(tables.sort(), ['Members', 'Members', 'impressions', 'purchases', 'purchases'])
})

test('mapping with the identity changes nothing', () => {
  const copy = (relation: Relation): Relation =>
    mapExpressions(mapInputs(relation, copy), function same(e) {
      return mapChildren(e, same)
    })
  assert.deepEqual(copy(query.relation), query.relation)
})

test('what is mapped is what is listed', () => {
  for (const relation of relationsOf(query)) {
    const [seenInputs, seenExpressions]: [unknown[], unknown[]] = [[], []]
    mapInputs(relation, (input) => {
      seenInputs.push(input)
      return input
    })
    mapExpressions(relation, (expression) => {
      seenExpressions.push(expression)
      return expression
    })
    assert.deepEqual(seenInputs, inputs(relation))
    assert.deepEqual(new Set(seenExpressions), new Set(expressionsOf(relation)))
  }
})

test('the subqueries of an expression are its own, not those inside them', () => {
  const found = relationsOf(query).flatMap((relation) => expressionsOf(relation).flatMap(subqueries))
  assert.equal(found.length, 3)
})
