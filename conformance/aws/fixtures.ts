// Collaborations and data of the AWS Clean Rooms conformance cases: small enough to count by hand.
// `analyst` is the query runner; `owner` the other member; `third` a member with a table of its own.

/** A collaboration file and the files beside it. */
export type Fixture = { readonly yaml: string; readonly files: Readonly<Record<string, string>> }

const members = `version: 1
collaboration: conformance
members:
  - name: analyst
    abilities: [query, receive]
  - name: owner
  - name: third
tables:
`

/** Rows of CSV text. */
export function csv(header: string, rows: readonly (readonly (string | number)[])[]): string {
  return `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`
}

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** Writes one table of a collaboration file. */
export function table(name: string, owner: string, columns: string, rule: string): string {
  return `  - name: ${name}
    owner: ${owner}
    source: { file: ${name}.csv }
    columns: { ${columns} }
    rule: ${rule}
`
}

const returnsRule = (minimum: number, extra = ''): string => `{ aggregation: {
      aggregateColumns: [{ columnNames: [identifier], function: COUNT_DISTINCT }, { columnNames: [returns], function: AVG }, { columnNames: [returns], function: SUM }],
      joinColumns: [hashedemail], joinRequired: QUERY_RUNNER, ${extra}
      dimensionColumns: [state, popularpurchases, customerserviceuser, productline, returndate],
      scalarFunctions: [CAST, LOWER, UPPER, TRUNC],
      outputConstraints: [{ columnName: hashedemail, minimum: ${minimum}, type: COUNT_DISTINCT }, { columnName: producttype, minimum: 2, type: COUNT_DISTINCT }] } }`

const salesRule = `{ aggregation: {
      aggregateColumns: [{ columnNames: [identifier], function: COUNT_DISTINCT }, { columnNames: [purchases], function: AVG }, { columnNames: [purchases], function: SUM }],
      joinColumns: [hashedemail], dimensionColumns: [demoseg, purchasedate, productline], scalarFunctions: [CAST, COALESCE, TRUNC, RTRIM],
      outputConstraints: [{ columnName: hashedemail, minimum: 2, type: COUNT_DISTINCT }] } }`

const salesColumns =
  'identifier: VARCHAR, hashedemail: VARCHAR, purchases: INTEGER, demoseg: VARCHAR, purchasedate: DATE, productline: VARCHAR'
const returnsColumns =
  'identifier: VARCHAR, hashedemail: VARCHAR, returns: INTEGER, state: VARCHAR, popularpurchases: VARCHAR, customerserviceuser: BOOLEAN, productline: VARCHAR, returndate: TIMESTAMP, producttype: VARCHAR'

const people = [
  ['NY', 120, 2],
  ['CA', 99, 2],
  ['TX', 100, 1],
] as const

const salesRows = people.flatMap(([state, n]) =>
  upTo(n).map((i) => [`s${state}${i}`, `h${state}${i}`, 10, 'seg', '2022-02-01', 'shoes']),
)
const returnsRows = people.flatMap(([state, n, types]) =>
  upTo(n).map((i) => [
    `r${state}${i}`,
    `h${state}${i}`,
    3,
    state,
    'p',
    'true',
    'shoes',
    '2022-03-01 10:00:00',
    `type${i % types}`,
  ]),
)

/** S and T: sales of the analyst, returns of the owner, and a third member's table. */
export const salesAndReturns: Fixture = {
  yaml:
    members +
    table('sales', 'analyst', salesColumns, salesRule) +
    table('returns', 'owner', returnsColumns, returnsRule(100)) +
    table('stock', 'third', returnsColumns, returnsRule(2).replace('joinRequired: QUERY_RUNNER,', '')),
  files: {
    'sales.csv': csv('identifier,hashedemail,purchases,demoseg,purchasedate,productline', salesRows),
    'returns.csv': csv(
      'identifier,hashedemail,returns,state,popularpurchases,customerserviceuser,productline,returndate,producttype',
      returnsRows,
    ),
    'stock.csv': csv(
      'identifier,hashedemail,returns,state,popularpurchases,customerserviceuser,productline,returndate,producttype',
      returnsRows,
    ),
  },
}

const pairRule = (joins: string, operators: string, minimum: number): string => `{ aggregation: {
      aggregateColumns: [{ columnNames: [identifier], function: COUNT_DISTINCT }],
      joinColumns: [${joins}], allowedJoinOperators: [${operators}], dimensionColumns: [region], scalarFunctions: [UPPER, TRUNC, ABS],
      outputConstraints: [{ columnName: identifier, minimum: ${minimum}, type: COUNT_DISTINCT }] } }`

const pairColumns = 'identifier: VARCHAR, id: VARCHAR, name: VARCHAR, region: VARCHAR'
const pairRows = upTo(149).map((i) => [`p${i}`, `i${i}`, `n${i}`, 'north'])

/** Two tables that allow AND and OR, one that allows AND alone; constraints of 100 and 150 on the same column. */
export const pairs: Fixture = {
  yaml:
    members +
    table('a', 'analyst', pairColumns, pairRule('id, name', 'AND, OR', 100)) +
    table('b', 'owner', pairColumns, pairRule('id, name', 'AND, OR', 100)) +
    table('c', 'owner', pairColumns, pairRule('id, name', 'AND', 100)) +
    table('d', 'owner', pairColumns, pairRule('id, name', 'AND, OR', 150)),
  files: Object.fromEntries(
    ['a', 'b', 'c', 'd'].map((name) => [`${name}.csv`, csv('identifier,id,name,region', pairRows)]),
  ),
}

const airlineMembers = upTo(260).map((i) => [
  `${i}`,
  i < 150 ? 'Toronto' : i < 249 ? 'Banff' : 'Yukon',
  'Bachelor',
  i % 2 ? 'F' : 'M',
  1000 + i,
  50,
])
const airlineFlights = upTo(260).map((i) => [`${i}`, 2018, 1 + (i % 2), i % 4, 100 + i])

/** M1, M2 and H: the published lab. */
export const loyalty: Fixture = {
  yaml:
    members +
    table(
      'members',
      'owner',
      'loyalty_number: VARCHAR, city: VARCHAR, education: VARCHAR, gender: VARCHAR, salary: DOUBLE, clv: DOUBLE',
      `{ aggregation: { aggregateColumns: [{ columnNames: [loyalty_number], function: COUNT_DISTINCT }], joinColumns: [],
      dimensionColumns: [city, education, gender, salary], scalarFunctions: [], outputConstraints: [{ columnName: loyalty_number, minimum: 100, type: COUNT_DISTINCT }] } }`,
    ) +
    table(
      'my_members',
      'analyst',
      'loyalty_number: VARCHAR, city: VARCHAR, education: VARCHAR, gender: VARCHAR, salary: DOUBLE, clv: DOUBLE',
      `{ aggregation: { aggregateColumns: [{ columnNames: [salary, clv], function: AVG }], joinColumns: [loyalty_number], joinRequired: QUERY_RUNNER,
      dimensionColumns: [city, education, gender], scalarFunctions: [], outputConstraints: [{ columnName: loyalty_number, minimum: 10, type: COUNT_DISTINCT }] } }`,
    ) +
    table(
      'flight_history',
      'owner',
      'loyalty_number: VARCHAR, year: INTEGER, month: INTEGER, flights_booked: INTEGER, points_redeemed: INTEGER',
      `{ aggregation: { aggregateColumns: [{ columnNames: [loyalty_number], function: COUNT_DISTINCT }, { columnNames: [points_redeemed], function: AVG }],
      joinColumns: [loyalty_number], joinRequired: QUERY_RUNNER, dimensionColumns: [year, month, flights_booked], scalarFunctions: [],
      outputConstraints: [{ columnName: loyalty_number, minimum: 10, type: COUNT_DISTINCT }] } }`,
    ),
  files: {
    'members.csv': csv('loyalty_number,city,education,gender,salary,clv', airlineMembers),
    'my_members.csv': csv('loyalty_number,city,education,gender,salary,clv', airlineMembers),
    'flight_history.csv': csv('loyalty_number,year,month,flights_booked,points_redeemed', airlineFlights),
  },
}

/** L1 and L2: list rules. */
export const lists: Fixture = {
  yaml:
    members +
    table(
      'crm',
      'analyst',
      'identifier1: VARCHAR, identifier2: VARCHAR, internalid: VARCHAR, segment1: VARCHAR, segment2: VARCHAR, customercategory: VARCHAR',
      '{ list: { joinColumns: [identifier1, identifier2], listColumns: [internalid, segment1, segment2, customercategory] } }',
    ) +
    table(
      'segments',
      'owner',
      'identifier2: VARCHAR, segment3: VARCHAR, segment4: VARCHAR',
      '{ list: { joinColumns: [identifier2], listColumns: [segment3, segment4] } }',
    ),
  files: {
    'crm.csv': csv(
      'identifier1,identifier2,internalid,segment1,segment2,customercategory',
      upTo(300).map((i) => [`a${i}`, `b${i}`, `in${i}`, 'NY', 'NYC', i % 2 ? 'zzz' : 'aaa']),
    ),
    'segments.csv': csv(
      'identifier2,segment3,segment4',
      upTo(250).map((i) => [`b${i}`, 'NY', 'NYC']),
    ),
  },
}

/** U and P: disallowed output columns. */
export const usersAndPets: Fixture = {
  yaml:
    members +
    table(
      'users',
      'owner',
      'age: INTEGER, gender: VARCHAR, email: VARCHAR, name: VARCHAR',
      '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst], disallowedOutputColumns: [age, name] } }',
    ) +
    table(
      'pets',
      'analyst',
      'age: INTEGER, gender: VARCHAR, owner_name: VARCHAR',
      '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst] } }',
    ),
  files: {
    'users.csv': csv('age,gender,email,name', [
      [30, 'F', 'a@x', 'Mike'],
      [40, 'M', 'b@x', 'Ann'],
      [50, 'M', 'c@x', 'Mike'],
    ]),
    'pets.csv': csv('age,gender,owner_name', [[3, 'F', 'Mike']]),
  },
}

const impressionColumns =
  'user_id: VARCHAR, campaign_id: VARCHAR, event_date: DATE, zip_code: VARCHAR, email: VARCHAR, cost: DOUBLE, quantity: INTEGER'
const impressionRows = [
  ...[142, 118, 37, 103].flatMap((n, day) =>
    upTo(n).map((i) => [`u${i}`, 'Holiday Promotion', `2026-01-0${day + 1}`, '00001', `e${i}@x`, 1.5, 2]),
  ),
  ...upTo(5).map((i) => [`v${i}`, 'Five', '2025-06-01', '00002', `v${i}@x`, 2, 1]),
  ...upTo(4).map((i) => [`w${i}`, 'Four', '2025-06-01', '00002', `w${i}@x`, 2, 1]),
]

const threshold = (extra = '', minimum = 100): string =>
  `aggregationThresholds: [{ identityColumns: [user_id], minimumIdentityCount: ${minimum}, type: COUNT_DISTINCT${extra} }]`
const anyQuery = 'allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst]'

/** I, I2 and E: thresholds and comparison controls, and a few more of their kind. */
export const thresholds: Fixture = {
  yaml:
    members +
    table(
      'impressions',
      'owner',
      impressionColumns,
      `{ custom: { ${anyQuery}, ${threshold(', allowedAggregateExpressionType: COLUMNS_ONLY, outputColumnThresholds: [{ outputColumnName: campaign_id, minimumIdentityCount: 5 }]')},
      comparisonControls: { allowedLiteralComparisonColumns: [campaign_id, event_date], allowedColumnComparisonColumns: [] } } }`,
    ) +
    table(
      'publisher_audience',
      'owner',
      impressionColumns,
      `{ custom: { ${anyQuery}, ${threshold()}, comparisonControls: { allowedLiteralComparisonColumns: [campaign_id], allowedColumnComparisonColumns: [user_id] } } }`,
    ) +
    table('advertiser_audience', 'analyst', 'user_id: VARCHAR, email: VARCHAR', `{ custom: { ${anyQuery} } }`) +
    table(
      'employees',
      'owner',
      'user_id: VARCHAR, zip_code: VARCHAR, salary: DOUBLE',
      `{ custom: { ${anyQuery}, ${threshold(', allowedAggregateExpressionType: ANY_EXPRESSION', 2)}, comparisonControls: { allowedLiteralComparisonColumns: [], allowedColumnComparisonColumns: [] } } }`,
    ) +
    table('open_impressions', 'owner', impressionColumns, `{ custom: { ${anyQuery}, ${threshold()} } }`) +
    table('few', 'owner', 'user_id: VARCHAR, cost: DOUBLE', `{ custom: { ${anyQuery}, ${threshold()} } }`),
  files: {
    'impressions.csv': csv('user_id,campaign_id,event_date,zip_code,email,cost,quantity', impressionRows),
    'publisher_audience.csv': csv('user_id,campaign_id,event_date,zip_code,email,cost,quantity', impressionRows),
    'open_impressions.csv': csv('user_id,campaign_id,event_date,zip_code,email,cost,quantity', impressionRows),
    'advertiser_audience.csv': csv(
      'user_id,email',
      upTo(120).map((i) => [`u${i}`, `e${i}@x`]),
    ),
    'employees.csv': csv(
      'user_id,zip_code,salary',
      upTo(10).map((i) => [`e${i}`, i === 0 ? '00001' : '00002', 100]),
    ),
    'few.csv': csv(
      'user_id,cost',
      upTo(37).map((i) => [`u${i}`, 1]),
    ),
  },
}

const templateTables = (allowedByOwner: string, allowedByThird: string): string =>
  table('orders', 'owner', 'user_id: VARCHAR, amount: INTEGER', `{ custom: ${allowedByOwner} }`) +
  table('visits', 'third', 'user_id: VARCHAR, pages: INTEGER', `{ custom: ${allowedByThird} }`)

const template = (name: string, author: string, sql: string, parameters = ''): string => `  - name: ${name}
    author: ${author}
    sql: ${sql}
${parameters}`

const templateFiles = {
  'orders.csv': csv('user_id,amount', [
    ['u1', 10],
    ['u2', 20],
  ]),
  'visits.csv': csv('user_id,pages', [
    ['u1', 1],
    ['u3', 3],
  ]),
}

const both = 'SELECT COUNT(*) AS n FROM orders JOIN visits ON orders.user_id = visits.user_id'

/** Templates: allowed by one owner, by both, by provider. */
export const templates: Fixture = {
  yaml: `${members}${templateTables('{ allowedAnalyses: [both, big] }', '{ allowedAnalyses: [other] }')}${table(
    'clicks',
    'owner',
    'user_id: VARCHAR, pages: INTEGER',
    '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [third] } }',
  )}templates:
${template('both', 'analyst', both)}${template('other', 'third', 'SELECT COUNT(*) AS n FROM visits')}${template(
  'big',
  'analyst',
  'SELECT COUNT(*) AS n FROM orders WHERE amount >= :least',
  '    parameters: [{ name: least, type: INTEGER, default: 15 }]\n',
)}${template('by_provider', 'third', 'SELECT SUM(pages) AS pages FROM clicks')}`,
  files: { ...templateFiles, 'clicks.csv': templateFiles['visits.csv'] },
}
