import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstDifference, firstFingerprint, protections, type View, viewsOf } from './isolation.suite.ts'

// Servers whose data differ in one person. Members do the same on each, and compare everything they are told: but for
// the rows of results, noise and thresholds aside, it is the same to the byte.

const questions = [
  { sql: 'SELECT campaign, COUNT(DISTINCT user_id) AS n FROM impressions GROUP BY campaign' },
  { sql: 'SELECT COUNT(DISTINCT user_id) AS n FROM impressions WHERE cost > 1000' },
  { sql: "SELECT COUNT(DISTINCT user_id) AS n FROM impressions WHERE user_id = 'u3'" },
  { sql: 'SELECT SUM(cost) AS s FROM impressions' },
  { sql: 'SELECT 1 / (cost - 999999) AS s, COUNT(DISTINCT user_id) AS n FROM impressions GROUP BY 1' },
  {
    sql: "SELECT COUNT(DISTINCT user_id) AS n, SUM(CAST(CASE WHEN cost > 1000 THEN 'x' ELSE '1' END AS INTEGER)) AS s FROM impressions",
  },
  { sql: 'SELECT COUNT(DISTINCT user_id) AS n, SUM(CAST(user_id AS INTEGER)) AS s FROM impressions' },
  { sql: 'SELECT user_id FROM impressions' },
  { sql: 'SELECT nothing FROM impressions' },
  { sql: 'SELEC' },
]

for (const protection of protections)
  test(`members learn nothing of one person but from results, behind ${protection.name}`, async () => {
    const [there, again, gone] = await Promise.all([
      viewsOf(protection, true, questions),
      viewsOf(protection, true, questions),
      viewsOf(protection, false, questions),
    ])
    for (const who of ['analyst', 'bystander', 'webhooks'] as const) {
      assert.ok(there[who].lines.length >= 5, who)
      const difference = firstDifference(there[who], gone[who])
      if (difference !== undefined) assert.fail(`${who}:\n${difference.join('\n')}`)
      assert.equal(firstFingerprint(there[who], again[who], gone[who]), undefined, who)
    }
    // All that would be seen: of results by their receiver, of files by their owner.
    assert.notEqual(firstDifference(there.rows, gone.rows), undefined)
    assert.notEqual(firstDifference(there.owner, gone.owner), undefined)
    assert.equal(firstDifference(there.owner, again.owner), undefined)
  })

test('what is made of the data is told from what is random', () => {
  const view = (...random: readonly string[]): View => ({ lines: [], random })
  assert.equal(firstFingerprint(view('id 1', 'hash a'), view('id 2', 'hash a'), view('id 3', 'hash b')), 'hash a')
  assert.equal(firstFingerprint(view('id 1', 'hash a'), view('id 2', 'hash a'), view('id 3', 'hash a')), undefined)
})
