import type { Ask } from '@glovebox/cleanroom'

/** One question of the demo, with what a person should see in its answer. */
export type Step = {
  readonly title: string
  /** Why it is asked, in a sentence or two. */
  readonly story: string
  readonly ask: Ask
  readonly expect: 'ok' | 'refused'
  /** What to notice afterwards. */
  readonly moral: string
}

const sql = (member: string, text: string): Ask => ({ kind: 'sql', member, sql: text })

/** What the two members may ask of each other, and what they may not. */
export const tour: readonly Step[] = [
  {
    title: 'A count and an average, by province',
    story:
      'The airline asks about the programme’s 16,150 members. Their owner allows counts and averages along a few columns.',
    ask: sql(
      'airline',
      `SELECT province, COUNT(DISTINCT loyalty_number) AS people, AVG(salary) AS salary
FROM members
GROUP BY province
ORDER BY people DESC`,
    ),
    expect: 'ok',
    moral:
      'Prince Edward Island is missing: a row must stand for 100 people, and the note says so whether or not anything was withheld.',
  },
  {
    title: 'The same question across both companies',
    story: 'The programme joins its members with the airline’s flights. Neither sends the other a row.',
    ask: sql(
      'programme',
      `SELECT members.loyalty_card, COUNT(DISTINCT flights.loyalty_number) AS people, SUM(flights.distance) AS distance
FROM members
INNER JOIN flights ON members.loyalty_number = flights.loyalty_number
WHERE flights.year = 2018
GROUP BY members.loyalty_card
ORDER BY distance DESC`,
    ),
    expect: 'ok',
    moral:
      'Both owners’ rules held at once: the join column, the dimensions, and a minimum of 100 people on either side.',
  },
  {
    title: 'Rows are refused',
    story: 'The airline would like to see who earns what.',
    ask: sql('airline', 'SELECT loyalty_number, salary FROM members ORDER BY salary DESC'),
    expect: 'refused',
    moral: 'Every mistake is reported at once, underlined, with what would be accepted instead.',
  },
  {
    title: 'Leaving one’s own table out is refused',
    story: 'The airline shares flights only of common customers: whoever asks must join with a table of its own.',
    ask: sql('programme', 'SELECT year, COUNT(DISTINCT loyalty_number) AS people FROM flights GROUP BY year'),
    expect: 'refused',
    moral: 'The refusal names the table, its owner, and the join that is missing.',
  },
  {
    title: 'Joining on the wrong column is refused',
    story: 'Join columns are named one by one.',
    ask: sql(
      'programme',
      `SELECT COUNT(DISTINCT flights.loyalty_number) AS people
FROM members
JOIN flights ON members.enrollment_year = flights.year`,
    ),
    expect: 'refused',
    moral: 'A rule is a closed list: what it does not name is not possible.',
  },
  {
    title: 'The overlap as a list',
    story: 'Other tables have a list rule: rows, but only of customers both have.',
    ask: sql(
      'airline',
      `SELECT DISTINCT tiers.loyalty_card, passengers.month
FROM tiers
JOIN passengers ON tiers.loyalty_number = passengers.loyalty_number
WHERE passengers.distance > 3000
LIMIT 5`,
    ),
    expect: 'ok',
    moral: 'No function, no count, no row of anybody outside the overlap.',
  },
  {
    title: 'Any SQL, with a minimum group size',
    story: 'The programme’s profiles accept SQL of any shape, as long as every row stands for 100 people.',
    ask: sql(
      'airline',
      `WITH per_province AS (
  SELECT p.province, v.region, COUNT(DISTINCT p.loyalty_number) AS people, AVG(p.salary) AS salary
  FROM profiles p JOIN provinces v ON p.province = v.province
  WHERE p.education = 'Bachelor'
  GROUP BY p.province, v.region
)
SELECT region, SUM(people) AS people, MAX(salary) AS best_average, COUNT(*) AS provinces
FROM per_province
GROUP BY region
ORDER BY people DESC`,
    ),
    expect: 'ok',
    moral: 'The threshold holds where people disappear into groups, inside the CTE; what comes after is free.',
  },
  {
    title: 'A column that may not leave',
    story: 'Postal codes may never be in a result, whatever is done to them first, nor be compared with a value.',
    ask: sql(
      'airline',
      "SELECT UPPER(LEFT(postal_code, 3)) AS area, COUNT(*) AS n FROM profiles WHERE postal_code LIKE 'C1A%' GROUP BY 1",
    ),
    expect: 'refused',
    moral: 'The lineage of every column is known, through functions, subqueries and aliases.',
  },
  {
    title: 'A reviewed template',
    story: 'The airline’s activity table allows nothing but one template that its owner reviewed.',
    ask: { kind: 'template', member: 'programme', template: 'distance-by-card', parameters: { since: '2018' } },
    expect: 'ok',
    moral: 'Parameters are values, never SQL, and the thresholds still hold.',
  },
]

const town = "city = 'Charlottetown' AND education = 'Doctor' AND gender = 'Female'"

/** Two allowed questions whose difference is about one person. */
export const differencing: { readonly direct: Ask; readonly all: Ask; readonly allBut: Ask } = {
  direct: sql(
    'airline',
    `SELECT COUNT(DISTINCT loyalty_number) AS people, SUM(salary) AS salaries FROM members WHERE ${town}`,
  ),
  all: sql('airline', 'SELECT COUNT(DISTINCT loyalty_number) AS people, SUM(salary) AS salaries FROM members'),
  allBut: sql(
    'airline',
    `SELECT COUNT(DISTINCT loyalty_number) AS people, SUM(salary) AS salaries FROM members WHERE NOT (${town})`,
  ),
}

/** The same for a whole small town. */
export const smallTown: { readonly all: Ask; readonly allBut: Ask } = {
  all: sql('airline', 'SELECT COUNT(DISTINCT loyalty_number) AS people FROM members'),
  allBut: sql('airline', "SELECT COUNT(DISTINCT loyalty_number) AS people FROM members WHERE city <> 'Charlottetown'"),
}

/** One allowed sum of the airline’s own weights that tells who of its customers is a member. */
export const weights: Ask = sql(
  'airline',
  `SELECT SUM(watchlist.weight) AS decoded
FROM members
JOIN watchlist ON members.loyalty_number = watchlist.loyalty_number`,
)

/** A question about protected people whose answer is of use all the same. */
export const useful: Ask = sql(
  'airline',
  `SELECT province, COUNT(DISTINCT loyalty_number) AS people, AVG(salary) AS salary
FROM members
GROUP BY province
ORDER BY people DESC`,
)

/** `differencing.allBut` in other words. */
export const respelled: Ask = sql(
  'airline',
  `WITH others AS (SELECT * FROM members m WHERE NOT (m.gender = 'Female' AND (m.education = 'Doctor') AND 'Charlottetown' = m.city))
SELECT COUNT(DISTINCT loyalty_number) AS people, SUM(salary) AS salaries FROM others`,
)

/** The sum of weights again; what one customer may add to it must be said. */
export const protectedWeights: Ask = sql(
  'airline',
  `SELECT WITH DIFFERENTIAL_PRIVACY SUM(watchlist.weight, contribution_bounds_per_group => (0, 2048)) AS decoded
FROM members
JOIN watchlist ON members.loyalty_number = watchlist.loyalty_number`,
)
