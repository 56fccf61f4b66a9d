import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareFixed, compareMeanings } from './same-meaning.suite.ts'

test('what resolve makes of plain SQL gives the rows that DuckDB gives for the text itself', async () => {
  const { compared, refused } = await compareMeanings(1, 600)
  assert.deepEqual(refused, [])
  assert.ok(compared > 550, `${compared} compared`)
})

const unsorted = [
  'SELECT n_customer, t_city, n_id, n_age FROM orders NATURAL LEFT JOIN customers',
  'SELECT n_customer, t_city, n_id, n_age, c.t_city FROM orders o FULL JOIN customers c USING (n_customer, t_city)',
  'SELECT n_customer, n_id, n_age, o.t_city, c.t_city FROM orders o FULL JOIN customers c USING (n_customer)',
  'SELECT n_customer, n_id, n_age, n_page FROM orders o RIGHT JOIN customers c USING (n_customer) LEFT JOIN visits v USING (n_customer)',
  'SELECT n_customer, n_id, n_age, n_page FROM orders o FULL JOIN customers c USING (n_customer) FULL JOIN visits v USING (n_customer)',
  'SELECT n_customer, o.n_customer, v.n_customer FROM orders o FULL JOIN visits v USING (n_customer)',
  'SELECT v.*, o.n_id FROM orders o, visits v WHERE o.n_customer = v.n_customer',
  'SELECT a.n_id FROM orders a LEFT JOIN (customers b JOIN visits c ON b.n_customer = c.n_customer) ON a.n_customer = b.n_customer',
  'SELECT n_customer AS k, COUNT(*) AS n FROM orders GROUP BY k HAVING n > 1',
  'SELECT n_customer + 1 AS k, SUM(n_amount) FROM orders GROUP BY 1 HAVING k > 1',
  'SELECT t_city, n_customer, COUNT(*), SUM(n_amount) + 1 FROM orders GROUP BY ALL',
  'SELECT COUNT(*) FROM orders WHERE false',
  'SELECT n_id, COUNT(*) FROM orders WHERE false GROUP BY n_id',
  'SELECT MAX(n_id) FROM orders HAVING COUNT(*) > 100',
  'SELECT COUNT(*) FILTER (WHERE n_amount > 1), COUNT(n_amount), COUNT(DISTINCT t_city) FROM orders',
  'SELECT n_customer, SUM(SUM(n_amount)) OVER (ORDER BY n_customer) FROM orders GROUP BY n_customer',
  'SELECT n_customer, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM orders GROUP BY n_customer QUALIFY r <= 2',
  'SELECT n_id, SUM(n_amount) OVER w, COUNT(*) OVER (PARTITION BY t_city) FROM orders WINDOW w AS (PARTITION BY n_customer ORDER BY n_id)',
  'SELECT x + y, label FROM (VALUES (1, 2, NULL), (3, NULL, 7)) AS v(x, y, label)',
  'WITH w(a, b) AS (SELECT n_customer, COUNT(*) FROM orders GROUP BY n_customer) SELECT p.a, q.b FROM w p JOIN w q ON p.a = q.b',
  'WITH a AS (SELECT n_id AS x FROM orders), b AS (SELECT x + 1 AS x FROM a) SELECT * FROM b UNION SELECT * FROM a',
  'SELECT n_id FROM orders WHERE n_customer NOT IN (SELECT n_customer FROM visits)',
  'SELECT n_id FROM orders WHERE n_customer NOT IN (SELECT n_customer FROM visits WHERE n_customer IS NOT NULL)',
  'SELECT n_id NOT IN (1, NULL), n_id BETWEEN 3 AND 1, NOT n_id BETWEEN 1 AND NULL FROM orders',
  'SELECT (SELECT n_id FROM orders WHERE false LIMIT 1), (SELECT COUNT(*) FROM orders WHERE false)',
  'SELECT CASE n_id WHEN NULL THEN 1 WHEN 2 THEN 2 END, CASE WHEN n_id > 1 THEN 1 ELSE NULL END FROM orders',
  'SELECT n_id FROM orders UNION ALL SELECT n_age FROM customers EXCEPT SELECT n_page FROM visits',
  'SELECT n_id FROM orders UNION SELECT n_age FROM customers INTERSECT SELECT n_page FROM visits',
  '(SELECT n_id FROM orders UNION SELECT n_age FROM customers) INTERSECT ALL SELECT n_page FROM visits',
  'SELECT DISTINCT t_city, n_customer IS NULL FROM orders',
  'SELECT 1 WHERE 1 = 2',
  "SELECT NULL AS x UNION ALL SELECT 'a'",
  'SELECT a.x FROM (SELECT n_id AS x FROM orders) a CROSS JOIN (SELECT 1 AS x) b',
]

const sorted = [
  'SELECT n_id AS a, n_customer AS n_id FROM orders ORDER BY n_id, a, n_amount, t_city',
  'SELECT n_id, t_city, n_amount, n_customer FROM orders ORDER BY 2 DESC, -n_id NULLS FIRST, 3, 4',
  'SELECT t_city, COUNT(*) AS n FROM orders GROUP BY t_city ORDER BY COUNT(*) DESC, t_city LIMIT 2',
  'SELECT DISTINCT n_customer + 1 AS k FROM orders ORDER BY n_customer + 1 DESC LIMIT 2 OFFSET 1',
  'SELECT n_id FROM orders UNION SELECT n_age FROM customers ORDER BY n_id DESC',
  'SELECT n_id FROM (SELECT DISTINCT n_id FROM orders ORDER BY n_id LIMIT 2) AS s ORDER BY n_id DESC',
  'SELECT n_id, n_amount, t_city, n_customer, SUM(n_amount) OVER (ORDER BY n_id, n_amount, t_city, n_customer ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM orders ORDER BY 1, 2, 3, 4',
  'SELECT n_id, n_amount, t_city, n_customer, LAG(n_id, 1, 0) OVER (ORDER BY n_id, n_amount, t_city, n_customer), ROW_NUMBER() OVER (ORDER BY n_id DESC, n_amount, t_city, n_customer) FROM orders ORDER BY 1, 2, 3, 4',
]

test('the special cases of names, groups, windows and order mean what DuckDB reads in them', async () => {
  await compareFixed([
    ...unsorted.map((sql) => ({ sql, isSorted: false })),
    ...sorted.map((sql) => ({ sql, isSorted: true })),
  ])
})
