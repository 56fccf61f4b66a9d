import type { Fixture } from './fixtures.ts'
import * as fixtures from './fixtures.ts'

/** One question and what must come of it. `rows` are compared without regard to order unless `ordered`. */
export type Case = {
  readonly id: string
  readonly fixture: Fixture
  readonly ask: string | { readonly template: string; readonly parameters?: Readonly<Record<string, string>> }
  readonly member?: string
  readonly expect: 'ok' | 'refused'
  readonly rows?: readonly (readonly unknown[])[]
  readonly ordered?: true
  /** The text that a diagnostic underlines, and its code. */
  readonly marks?: readonly { readonly code: string; readonly text?: string }[]
}

const refused = (id: string, fixture: Fixture, ask: Case['ask'], code?: string, text?: string): Case => ({
  id,
  fixture,
  ask,
  expect: 'refused',
  ...(code === undefined ? {} : { marks: [{ code, ...(text === undefined ? {} : { text }) }] }),
})

const allowed = (id: string, fixture: Fixture, ask: Case['ask'], rows?: Case['rows']): Case => ({
  id,
  fixture,
  ask,
  expect: 'ok',
  ...(rows === undefined ? {} : { rows }),
})

const { salesAndReturns: st, loyalty, lists, pairs, usersAndPets: up, thresholds: thr, templates } = fixtures

const joined = 'FROM sales S INNER JOIN returns T ON S.hashedemail = T.hashedemail'
const overlap = 'FROM crm L1 INNER JOIN segments L2 ON L1.identifier2 = L2.identifier2'

/** The cases of shared use; ids are AWS Clean Rooms' conformance identifiers, a letter marks our own siblings. */
export const cases: readonly Case[] = [
  allowed(
    'AGG-01',
    st,
    `SELECT T.state, SUM(T.returns), COUNT(DISTINCT S.identifier) ${joined} WHERE S.purchasedate>='2022-01-01' AND TRUNC(T.returndate)>S.purchasedate GROUP BY T.state`,
    [['NY', 360, 120]],
  ),
  refused(
    'AGG-03',
    st,
    `SELECT T.state, SUM(T.returns), COUNT(DISTINCT S.hashedemail) ${joined} GROUP BY T.state`,
    'RULE_AGGREGATE_COLUMN',
    'S.hashedemail',
  ),
  allowed('AGG-05', st, 'SELECT SUM(purchases) FROM sales', [[3190]]),
  allowed('AGG-05a', st, "SELECT SUM(purchases) FROM sales WHERE productline = 'none'", []),
  refused(
    'AGG-07',
    st,
    'SELECT SUM(T.returns) FROM returns T JOIN stock K ON T.hashedemail = K.hashedemail',
    'RULE_JOIN_REQUIRED',
  ),
  allowed(
    'AGG-09',
    pairs,
    'SELECT a.region, COUNT(DISTINCT a.identifier) FROM a JOIN d ON a.id = d.id GROUP BY a.region',
    [],
  ),
  allowed(
    'AGG-09a',
    pairs,
    'SELECT a.region, COUNT(DISTINCT a.identifier) FROM a JOIN b ON a.id = b.id GROUP BY a.region',
    [['north', 149]],
  ),
  allowed('AGG-11', st, `SELECT T.state, SUM(T.returns) ${joined} WHERE T.state = 'TX' GROUP BY T.state`, []),
  refused('AGG-13', loyalty, 'SELECT gender, salary FROM members'),
  refused(
    'AGG-15',
    loyalty,
    'SELECT COUNT(DISTINCT loyalty_number), year, month FROM flight_history WHERE flights_booked>0 GROUP BY year, month ORDER BY year, month',
    'RULE_JOIN_REQUIRED',
    'flight_history',
  ),
  {
    id: 'AGG-17',
    fixture: loyalty,
    ask: 'SELECT city, AVG(points_redeemed) AS a FROM my_members m JOIN flight_history h ON m.loyalty_number = h.loyalty_number GROUP BY city ORDER BY a DESC',
    expect: 'ok',
    rows: [
      ['Yukon', 354],
      ['Banff', 299],
      ['Toronto', 174.5],
    ],
    ordered: true,
  },
  refused('AGG-19', st, 'SELECT SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail <> T.hashedemail'),
  allowed('AGG-21', pairs, 'SELECT COUNT(DISTINCT a.identifier) FROM a JOIN b ON a.id=b.id OR a.name=b.name', [[149]]),
  refused(
    'AGG-21a',
    pairs,
    'SELECT COUNT(DISTINCT a.identifier) FROM a JOIN c ON a.id=c.id OR a.name=c.name',
    'RULE_JOIN_OPERATOR',
  ),
  refused(
    'AGG-23',
    st,
    `SELECT SUM(T.returns) ${joined} WHERE T.hashedemail='x'`,
    'RULE_COLUMN_POSITION',
    'T.hashedemail',
  ),
  refused('AGG-25', st, 'SELECT MAX(purchases) FROM sales'),
  refused('AGG-25a', st, 'SELECT AVG(identifier) FROM sales'),
  refused('AGG-25b', st, 'SELECT COUNT(*) FROM sales'),
  refused(
    'AGG-27',
    st,
    `SELECT UPPER(TRUNC(T.returndate)), SUM(T.returns) ${joined} GROUP BY UPPER(TRUNC(T.returndate))`,
  ),
  allowed('AGG-29', st, `SELECT T.state, SUM(T.returns) ${joined} GROUP BY T.state HAVING SUM(T.returns) > 200`, [
    ['NY', 360],
  ]),
  allowed('AGG-29a', st, `SELECT T.state, SUM(T.returns) ${joined} GROUP BY T.state HAVING SUM(T.returns) > 500`, []),
  refused('AGG-31', st, 'SELECT SUM(purchases) FROM sales LIMIT 10'),
  refused('AGG-31a', st, 'SELECT SUM(purchases) FROM sales OFFSET 1'),
  refused('AGG-31b', st, 'SELECT TOP 5 SUM(purchases) FROM sales'),
  refused('AGG-33', st, 'SELECT demoseg FROM sales GROUP BY demoseg'),
  refused('AGG-37', st, "SELECT RTRIM(demoseg,'xyz'), SUM(purchases) FROM sales GROUP BY RTRIM(demoseg,'xyz')"),
  refused('AGG-CTE', st, 'WITH t AS (SELECT * FROM sales) SELECT SUM(purchases) FROM t'),
  refused('AGG-SUB', st, 'SELECT SUM(purchases) FROM (SELECT * FROM sales) t'),
  refused('AGG-LEFT', st, 'SELECT SUM(S.purchases) FROM sales S LEFT JOIN returns T ON S.hashedemail = T.hashedemail'),
  refused('AGG-COMMA', st, 'SELECT SUM(S.purchases) FROM sales S, returns T WHERE S.hashedemail = T.hashedemail'),
  refused('AGG-EXPR', st, 'SELECT SUM(purchases * 2) FROM sales'),
  refused('AGG-WIN', st, 'SELECT SUM(purchases) OVER () FROM sales'),
  refused('AGG-UNION', st, 'SELECT SUM(purchases) FROM sales UNION SELECT SUM(purchases) FROM sales'),
  {
    id: 'LIST-01',
    fixture: lists,
    ask: `SELECT DISTINCT L1.internalid, L2.segment3, L2.segment4 ${overlap} WHERE L1.customercategory > 'xxx' AND L1.internalid IN ('in1', 'in2', 'in3', 'in299')`,
    expect: 'ok',
    rows: [
      ['in1', 'NY', 'NYC'],
      ['in3', 'NY', 'NYC'],
    ],
  },
  refused('LIST-03', lists, 'SELECT DISTINCT segment3 FROM segments', 'RULE_JOIN_REQUIRED'),
  refused('LIST-05', lists, `SELECT DISTINCT L2.identifier2 ${overlap}`, 'RULE_COLUMN_POSITION', 'L2.identifier2'),
  refused('LIST-07', lists, `SELECT COUNT(*) ${overlap}`),
  refused('LIST-07a', lists, `SELECT DISTINCT UPPER(segment3) ${overlap}`),
  refused('LIST-DIST', lists, `SELECT segment3 ${overlap}`),
  refused('LIST-ORD', lists, `SELECT DISTINCT segment3 ${overlap} ORDER BY segment3`),
  allowed('LIST-09', lists, `SELECT DISTINCT segment3 ${overlap} LIMIT 100`, [['NY']]),
  allowed('LIST-11', lists, `SELECT DISTINCT segment3 ${overlap} WHERE segment3 + '_' + segment4 = 'NY_NYC'`, [['NY']]),
  refused('CUS-01', templates, { template: 'both' }),
  allowed('CUS-05', up, 'SELECT gender FROM users', [['F'], ['M'], ['M']]),
  allowed('CUS-07', templates, { template: 'by_provider' }, [[4]]),
  refused('CUS-07a', templates, 'SELECT SUM(pages) FROM clicks'),
  allowed('CUS-PAR', templates, { template: 'big' }, [[1]]),
  allowed('CUS-PAR1', templates, { template: 'big', parameters: { least: '5' } }, [[2]]),
  refused('CUS-PAR2', templates, { template: 'big', parameters: { least: 'five' } }),
  refused('CUS-PAR3', templates, { template: 'big', parameters: { most: '5' } }),
  refused('DIS-01', up, 'SELECT age FROM users', 'RULE_OUTPUT_COLUMN', 'age'),
  refused('DIS-03', up, 'SELECT COUNT(age) FROM users', 'RULE_OUTPUT_COLUMN'),
  refused('DIS-05', up, 'SELECT CONCAT(name,email) FROM users', 'RULE_OUTPUT_COLUMN'),
  refused('DIS-07', up, 'SELECT LISTAGG(gender) WITHIN GROUP (ORDER BY age) OVER (PARTITION BY age) FROM users'),
  refused(
    'DIS-07a',
    up,
    'SELECT ROW_NUMBER() OVER (PARTITION BY gender ORDER BY age) FROM users',
    'RULE_OUTPUT_COLUMN',
  ),
  refused('DIS-STAR', up, 'SELECT * FROM users', 'RULE_OUTPUT_COLUMN'),
  refused('DIS-CTE', up, 'WITH u AS (SELECT age + 1 AS years FROM users) SELECT years FROM u', 'RULE_OUTPUT_COLUMN'),
  {
    ...allowed('DIS-09', up, "SELECT email,gender FROM users WHERE name='Mike' ORDER BY name, email", [
      ['a@x', 'F'],
      ['c@x', 'M'],
    ]),
    ordered: true,
  },
  refused('DIS-11', up, 'CACHE TABLE c AS SELECT name FROM users; SELECT 1 FROM c'),
  allowed(
    'THR-01',
    thr,
    "SELECT event_date, COUNT(DISTINCT user_id) AS reach FROM impressions WHERE event_date>='2026-01-01' AND campaign_id='Holiday Promotion' GROUP BY event_date",
    [
      ['2026-01-01', 142],
      ['2026-01-02', 118],
      ['2026-01-04', 103],
    ],
  ),
  allowed(
    'THR-03',
    thr,
    "SELECT campaign_id, COUNT(DISTINCT user_id) FROM impressions WHERE event_date < '2026-01-01' GROUP BY campaign_id",
    [['Five', 5]],
  ),
  allowed('THR-03a', thr, "SELECT campaign_id FROM impressions WHERE event_date < '2026-01-01' GROUP BY campaign_id", [
    ['Five'],
  ]),
  allowed(
    'THR-03b',
    thr,
    "SELECT zip_code AS campaign_id, COUNT(DISTINCT user_id) FROM impressions WHERE event_date < '2026-01-01' GROUP BY zip_code",
    [],
  ),
  refused('THR-05', thr, 'SELECT SUM(cost*quantity) FROM impressions', 'RULE_AGGREGATE_EXPRESSION', 'cost*quantity'),
  refused('THR-05a', thr, 'SELECT SUM(ROUND(cost)) FROM impressions', 'RULE_AGGREGATE_EXPRESSION'),
  refused(
    'THR-05b',
    thr,
    'WITH t AS (SELECT cost*quantity AS x FROM impressions) SELECT SUM(x) FROM t',
    'RULE_AGGREGATE_EXPRESSION',
  ),
  refused('THR-07', thr, 'SELECT MAX(cost) FROM impressions GROUP BY campaign_id'),
  allowed('THR-09', thr, 'SELECT COUNT(DISTINCT user_id) FROM few', []),
  allowed(
    'THR-11',
    thr,
    'SELECT campaign_id, COUNT(*) FROM (SELECT campaign_id, user_id FROM open_impressions UNION ALL SELECT campaign_id, user_id FROM open_impressions) t GROUP BY campaign_id',
    [['Holiday Promotion', 800]],
  ),
  allowed(
    'THR-11a',
    thr,
    'SELECT COUNT(DISTINCT o.user_id) AS n FROM open_impressions o FULL JOIN advertiser_audience a ON o.user_id = a.user_id',
    [[151]],
  ),
  allowed(
    'THR-11b',
    thr,
    'WITH t AS (SELECT event_date, user_id FROM open_impressions) SELECT event_date, COUNT(DISTINCT user_id) FROM t GROUP BY event_date ORDER BY event_date LIMIT 2',
    [
      ['2026-01-01', 142],
      ['2026-01-02', 118],
    ],
  ),
  refused('THR-ROWS', thr, 'SELECT cost FROM open_impressions'),
  refused('THR-LIT', thr, "SELECT COUNT(*) FROM open_impressions WHERE user_id <> 'u1'"),
  refused('THR-OFF', thr, 'SELECT event_date, COUNT(*) FROM open_impressions GROUP BY event_date OFFSET 1'),
  refused('THR-EXC', thr, 'SELECT event_date FROM open_impressions EXCEPT SELECT event_date FROM open_impressions'),
  allowed(
    'CMP-01',
    thr,
    "SELECT campaign_id, COUNT(DISTINCT user_id) AS reach FROM impressions WHERE campaign_id='Holiday Promotion' AND event_date>='2026-01-01' GROUP BY campaign_id",
    [['Holiday Promotion', 142]],
  ),
  refused(
    'CMP-01a',
    thr,
    "SELECT campaign_id, COUNT(DISTINCT user_id) AS reach FROM impressions WHERE user_id = 'u1' GROUP BY campaign_id",
    'RULE_LITERAL_COMPARISON',
  ),
  refused(
    'CMP-01b',
    thr,
    "SELECT COUNT(DISTINCT user_id) AS reach FROM impressions WHERE zip_code = '00001'",
    'RULE_LITERAL_COMPARISON',
  ),
  allowed(
    'CMP-03',
    thr,
    'SELECT COUNT(DISTINCT p.user_id) AS overlapping_users FROM publisher_audience p JOIN advertiser_audience a ON p.user_id=a.user_id',
    [[120]],
  ),
  refused(
    'CMP-03a',
    thr,
    'SELECT COUNT(DISTINCT p.user_id) AS n FROM publisher_audience p JOIN advertiser_audience a ON p.email=a.email',
    'RULE_COLUMN_COMPARISON',
  ),
  refused(
    'CMP-05',
    thr,
    "SELECT SUM(CASE WHEN zip_code='00001' THEN salary ELSE 0 END) AS total FROM employees",
    'RULE_LITERAL_COMPARISON',
  ),
  refused('MIX-01', thr, 'SELECT COUNT(*) FROM no_such_table'),
]

/** A collaboration file that `validate` must refuse, and the text it must underline. */
export type ConfigurationCase = { readonly id: string; readonly yaml: string; readonly code?: string }

const one = (rule: string): string => `version: 1
collaboration: conformance
members:
  - name: analyst
    abilities: [query, receive]
  - name: owner
tables:
  - name: t
    owner: owner
    source: { file: t.csv }
    columns: { user_id: VARCHAR, a: VARCHAR, b: VARCHAR, n: INTEGER }
    rule: ${rule}
`

/** The configuration cases: AGG-35, LIST-13, CUS-03, CUS-09, CMP-07 and their kin. */
export const configurationCases: readonly ConfigurationCase[] = [
  {
    id: 'AGG-35',
    yaml: one(
      '{ aggregation: { aggregateColumns: [{ columnNames: [n], function: SUM }], joinColumns: [a], dimensionColumns: [a], scalarFunctions: [], outputConstraints: [{ columnName: user_id, minimum: 2, type: COUNT_DISTINCT }] } }',
    ),
  },
  { id: 'LIST-13', yaml: one('{ list: { joinColumns: [a], listColumns: [a, b] } }') },
  { id: 'CUS-03', yaml: one('{ custom: { allowedAnalyses: [ANY_QUERY] } }') },
  {
    id: 'CUS-09',
    yaml: `${one('{ custom: { allowedAnalyses: [any_table] } }')}templates:
  - name: any_table
    author: analyst
    sql: "SELECT COUNT(*) FROM :table"
    parameters: [{ name: table, type: VARCHAR }]
`,
  },
  {
    id: 'CMP-07',
    yaml: one(
      '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst], aggregationThresholds: [{ identityColumns: [user_id], minimumIdentityCount: 2, type: COUNT_DISTINCT }], comparisonControls: { allowedLiteralComparisonColumns: [user_id], allowedColumnComparisonColumns: [] } } }',
    ),
  },
]
