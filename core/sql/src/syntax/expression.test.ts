import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutSpans } from '../../../../conformance/syntax/random-query.ts'
import { parse } from './parse.ts'

/** What is written, and the same with the parentheses that PostgreSQL would put. */
const groupings: readonly (readonly [string, string])[] = [
  ['a + b * c', 'a + (b * c)'],
  ['a - b - c', '(a - b) - c'],
  ['a / b * c % d', '((a / b) * c) % d'],
  ['-a * b', '(-a) * b'],
  ['-a::INT', '-(a::INT)'],
  ['a || b + c', 'a || (b + c)'],
  ['a || b || c', '(a || b) || c'],
  ['a || b LIKE c || d', '(a || b) LIKE (c || d)'],
  ['a + 1 = b * 2', '(a + 1) = (b * 2)'],
  ['a LIKE b = c', '(a LIKE b) = c'],
  ['a = b IS NULL', '(a = b) IS NULL'],
  ['a IS NULL IS NOT TRUE', '(a IS NULL) IS NOT TRUE'],
  ['a IS NULL = b', '(a IS NULL) = b'],
  ['a = b IS DISTINCT FROM c < d', '(a = b) IS DISTINCT FROM (c < d)'],
  ['NOT a = b', 'NOT (a = b)'],
  ['NOT a IS NULL', 'NOT (a IS NULL)'],
  ['NOT a AND b', '(NOT a) AND b'],
  ['NOT NOT a', 'NOT (NOT a)'],
  ['a OR b AND c', 'a OR (b AND c)'],
  ['a AND b OR c AND d', '(a AND b) OR (c AND d)'],
  ['a BETWEEN b AND c AND d', '(a BETWEEN b AND c) AND d'],
  ['a BETWEEN b + 1 AND c + 1', 'a BETWEEN (b + 1) AND (c + 1)'],
  ['a NOT BETWEEN b AND c = d', '(a NOT BETWEEN b AND c) = d'],
  ['a + 1 IN (b, c)', '(a + 1) IN (b, c)'],
  ['a IN (b) = c', '(a IN (b)) = c'],
  ["a LIKE b ESCAPE '!' AND c", "(a LIKE b ESCAPE '!') AND c"],
  ['NOT EXISTS (SELECT 1) OR a', '(NOT EXISTS (SELECT 1)) OR a'],
  ["a + INTERVAL '1' DAY * 2", "a + ((INTERVAL '1' DAY) * 2)"],
  ['a::INT::TEXT || b', '((a::INT)::TEXT) || b'],
]
for (const [written, meant] of groupings) {
  test(`${written} means ${meant}`, () => {
    const [first, second] = [parse(`SELECT ${written}`), parse(`SELECT ${meant}`)]
    assert.deepEqual([...first.diagnostics, ...second.diagnostics], [])
    assert.deepEqual(withoutSpans(first.query), withoutSpans(second.query))
  })
}

const setGroupings: readonly (readonly [string, string])[] = [
  ['SELECT 1 UNION SELECT 2 INTERSECT SELECT 3', 'SELECT 1 UNION (SELECT 2 INTERSECT SELECT 3)'],
  ['SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3', '(SELECT 1 UNION ALL SELECT 2) EXCEPT SELECT 3'],
  ['SELECT 1 INTERSECT SELECT 2 INTERSECT SELECT 3', '(SELECT 1 INTERSECT SELECT 2) INTERSECT SELECT 3'],
  ['SELECT 1 UNION SELECT 2 ORDER BY 1', '(SELECT 1 UNION SELECT 2) ORDER BY 1'],
]
for (const [written, meant] of setGroupings) {
  test(`${written} means ${meant}`, () => {
    assert.deepEqual(withoutSpans(parse(written).query), withoutSpans(parse(meant).query))
  })
}

test('operators of one level group differently where parentheses say so', () => {
  assert.notDeepEqual(withoutSpans(parse('SELECT a - (b - c)').query), withoutSpans(parse('SELECT a - b - c').query))
})

test('AND and OR hold all their operands at one level', () => {
  const { query } = parse('SELECT a AND b AND c AND d')
  const item = query?.body.kind === 'select' ? query.body.items[0] : undefined
  assert.ok(item?.kind === 'item' && item.expression.kind === 'logical')
  assert.equal(item.expression.operands.length, 4)
})

const sameCalls: readonly (readonly [string, string])[] = [
  ["TRIM(LEADING '0' FROM a)", "LTRIM(a, '0')"],
  ['TRIM(TRAILING FROM a)', 'RTRIM(a)'],
  ["TRIM(BOTH 'x' FROM a)", "TRIM(a, 'x')"],
  ["TRIM('x' FROM a)", "TRIM(a, 'x')"],
  ['TRIM(BOTH a)', 'TRIM(a)'],
  ['SUBSTRING(a FROM 2 FOR 3)', 'SUBSTRING(a, 2, 3)'],
  ['SUBSTRING(a FOR 3)', 'SUBSTRING(a, 1, 3)'],
  ["POSITION('x' IN a || b)", "STRPOS(a || b, 'x')"],
  ['CONVERT(BIGINT, a)', 'CAST(a AS BIGINT)'],
  ['TRY_CAST(a AS DATE)', 'a::DATE'],
  ["BOOLEAN 'true'", "CAST('true' AS BOOLEAN)"],
  ['CURRENT_DATE', 'current_date()'],
  ['INTERVAL 7 DAYS', "INTERVAL '7' DAY"],
  ['INTERVAL -7 DAY', "INTERVAL '-7' DAY"],
  ['a ISNULL', 'a IS NULL'],
  ['a NOTNULL', 'a IS NOT NULL'],
  ['a != b', 'a <> b'],
  ['COUNT(ALL a)', 'COUNT(a)'],
  ['SUM(a) OVER (ORDER BY b ROWS 2 PRECEDING)', 'SUM(a) OVER (ORDER BY b ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)'],
]
for (const [written, meant] of sameCalls) {
  test(`${written} is ${meant}`, () => {
    const [first, second] = [parse(`SELECT ${written}`), parse(`SELECT ${meant}`)]
    assert.deepEqual([...first.diagnostics, ...second.diagnostics], [])
    assert.deepEqual(withoutSpans(first.query), withoutSpans(second.query))
  })
}
