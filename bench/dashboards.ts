import { resolve } from 'node:path'

// What three owners let people see of their tables, and a dashboard of forty questions about each.

/** A column of numbers and the range its owner declares. */
export type Measure = { readonly column: string; readonly low: number; readonly high: number }

export type Aggregate = { readonly kind: 'rows' | 'units' } | { readonly kind: 'sum' | 'average'; readonly of: Measure }

/** One question: aggregates by keys. */
export type Question = {
  readonly from: string
  readonly unit: string
  readonly where?: string
  readonly keys: readonly string[]
  readonly aggregates: readonly Aggregate[]
  /** The rows of one unit that count in one group, as the table's owner declares. */
  readonly maxRows: number
}

export type Dashboard = {
  readonly name: string
  /** Files by table; paths. */
  readonly files: Readonly<Record<string, string>>
  /** The `tables` of a collaboration file, without the rules that all of them share. */
  readonly tables: string
  readonly questions: readonly Question[]
}

/** A question as SQL. */
export function sqlOf({ from, unit, where, keys, aggregates }: Question): string {
  const columns = aggregates.map((aggregate) => spelled(aggregate, unit))
  const filtered = where === undefined ? '' : ` WHERE ${where}`
  const grouped = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
  const outputs = [...keys, ...columns.map((column, i) => `${column} AS a${i}`)]
  return `SELECT ${outputs.join(', ')} FROM ${from}${filtered}${grouped}`
}

function spelled(aggregate: Aggregate, unit: string): string {
  switch (aggregate.kind) {
    case 'rows':
      return 'COUNT(*)'
    case 'units':
      return `COUNT(DISTINCT ${unit})`
    case 'sum':
      return `SUM(${aggregate.of.column})`
    case 'average':
      return `AVG(${aggregate.of.column})`
  }
}

const folder = import.meta.dirname
const airlineFolder = resolve(folder, '../examples/airline-loyalty/data')
const rule = `rule:
      custom:
        allowedAnalyses: [ANY_QUERY]
        allowedAnalysisProviders: [analyst]
        differentialPrivacy:`

type Scope = Pick<Question, 'from' | 'unit' | 'maxRows' | 'where'>

function every(
  scope: Scope,
  keys: readonly (readonly string[])[],
  lists: readonly (readonly Aggregate[])[],
): Question[] {
  return keys.flatMap((own) => lists.map((aggregates) => ({ ...scope, keys: own, aggregates })))
}

const rows: Aggregate = { kind: 'rows' }
const units: Aggregate = { kind: 'units' }
const sum = (of: Measure): Aggregate => ({ kind: 'sum', of })
const average = (of: Measure): Aggregate => ({ kind: 'average', of })

const salary = { column: 'salary', low: 0, high: 250_000 }
const value = { column: 'clv', low: 0, high: 50_000 }
const distance = { column: 'distance', low: 0, high: 5000 }
const points = { column: 'points_accumulated', low: 0, high: 500 }

const airline: Dashboard = {
  name: 'airline',
  files: {
    members: `${airlineFolder}/members.parquet`,
    flights: `${airlineFolder}/flight_history_*.parquet`,
  },
  tables: `
  - name: members
    owner: owner
    source: { file: members.parquet }
    columns:
      loyalty_number: VARCHAR
      province: VARCHAR
      gender: VARCHAR
      education: VARCHAR
      loyalty_card: VARCHAR
      salary: DOUBLE
      clv: DOUBLE
    ${rule} { columns: [{ name: loyalty_number }] }
    privacy:
      unit: loyalty_number
      columns:
        salary: { range: [0, 250000] }
        clv: { range: [0, 50000] }
        loyalty_card: { values: [Aurora, Nova, Star] }
        gender: { values: [Female, Male] }
      maxGroupsContributed: 1
      maxRowsPerGroup: 1
  - name: flights
    owner: owner
    source: { file: flights.parquet }
    columns:
      loyalty_number: VARCHAR
      year: INTEGER
      month: INTEGER
      distance: INTEGER
      points_accumulated: INTEGER
    ${rule} { columns: [{ name: loyalty_number }] }
    privacy:
      unit: loyalty_number
      columns:
        year: { values: [2017, 2018] }
        month: { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }
        distance: { range: [0, 5000] }
        points_accumulated: { range: [0, 500] }
      maxGroupsContributed: 24
      maxRowsPerGroup: 2
`,
  questions: [
    ...every(
      { from: 'members', unit: 'loyalty_number', maxRows: 1 },
      [[], ['loyalty_card'], ['province'], ['education'], ['gender', 'loyalty_card']],
      [
        [units],
        [units, average(salary)],
        [sum(value)],
        [average(salary), average(value)],
        [units, sum(salary), sum(value)],
      ],
    ),
    ...every(
      { from: 'flights', unit: 'loyalty_number', maxRows: 2 },
      [['month'], ['year', 'month']],
      [
        [units],
        [sum(distance)],
        [rows, sum(distance)],
        [average(distance), average(points)],
        [units, rows, sum(points)],
      ],
    ),
    ...every(
      { from: 'flights', unit: 'loyalty_number', maxRows: 2, where: 'distance > 0' },
      [['month']],
      [
        [units],
        [sum(distance)],
        [rows, sum(distance)],
        [average(distance), average(points)],
        [units, rows, sum(points)],
      ],
    ),
  ],
}

const age = { column: 'age', low: 17, high: 90 }
const hours = { column: 'hours', low: 0, high: 100 }
const gain = { column: 'capital_gain', low: 0, high: 20_000 }

const adult: Dashboard = {
  name: 'adult',
  files: { people: `${folder}/data/adult.parquet` },
  tables: `
  - name: people
    owner: owner
    source: { file: people.parquet }
    columns:
      person: INTEGER
      age: INTEGER
      workclass: VARCHAR
      education: VARCHAR
      marital: VARCHAR
      occupation: VARCHAR
      sex: VARCHAR
      income: VARCHAR
      capital_gain: INTEGER
      hours: INTEGER
    ${rule} { columns: [{ name: person }] }
    privacy:
      unit: person
      columns:
        age: { range: [17, 90] }
        hours: { range: [0, 100] }
        capital_gain: { range: [0, 20000] }
        sex: { values: [Female, Male] }
        income: { values: ['<=50K', '>50K'] }
      maxGroupsContributed: 1
      maxRowsPerGroup: 1
`,
  questions: every(
    { from: 'people', unit: 'person', maxRows: 1 },
    [
      [],
      ['sex'],
      ['education'],
      ['marital'],
      ['occupation'],
      ['workclass'],
      ['sex', 'income'],
      ['education', 'income'],
    ],
    [[rows], [rows, average(hours)], [average(age), average(hours)], [sum(gain)], [rows, average(age), sum(gain)]],
  ),
}

const sales = { column: 'sales', low: 0, high: 20 }
const quantity = { column: 'quantity', low: 0, high: 10 }
const departments = ['GROCERY', 'DRUG GM', 'PRODUCE', 'MEAT-PCKGD', 'MEAT', 'DELI', 'PASTRY', 'NUTRITION']

const retail: Dashboard = {
  name: 'retail',
  files: { baskets: `${folder}/data/baskets.parquet`, households: `${folder}/data/households.parquet` },
  tables: `
  - name: baskets
    owner: owner
    source: { file: baskets.parquet }
    columns:
      household: INTEGER
      month: INTEGER
      department: VARCHAR
      quantity: INTEGER
      sales: DOUBLE
    ${rule} { columns: [{ name: household }] }
    privacy:
      unit: household
      columns:
        month: { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }
        department: { values: [${departments.join(', ')}] }
        quantity: { range: [0, 10] }
        sales: { range: [0, 20] }
      maxGroupsContributed: 12
      maxRowsPerGroup: 40
  - name: households
    owner: owner
    source: { file: households.parquet }
    columns: { household: INTEGER, age: VARCHAR, income: VARCHAR, household_size: VARCHAR }
    ${rule} { columns: [{ name: household }] }
    privacy:
      unit: household
      columns:
        age: { values: ['19-24', '25-34', '35-44', '45-54', '55-64', '65+'] }
        household_size: { values: ['1', '2', '3', '4', '5+'] }
        income: { values: ['Under 15K', 15-24K, 25-34K, 35-49K, 50-74K, 75-99K, 100-124K, 125-149K, 150-174K, 175-199K, 200-249K, 250K+] }
      maxGroupsContributed: 12
      maxRowsPerGroup: 40
`,
  questions: [
    ...every(
      { from: 'baskets', unit: 'household', maxRows: 40 },
      [[], ['department'], ['month']],
      [
        [units],
        [units, sum(sales)],
        [rows, average(sales)],
        [sum(sales), sum(quantity)],
        [units, rows, average(quantity)],
      ],
    ),
    ...every(
      { from: 'baskets', unit: 'household', maxRows: 40, where: "department = 'GROCERY'" },
      [[], ['month']],
      [
        [units],
        [units, sum(sales)],
        [rows, average(sales)],
        [sum(sales), sum(quantity)],
        [units, rows, average(quantity)],
      ],
    ),
    ...every(
      {
        from: 'baskets JOIN households ON baskets.household = households.household',
        unit: 'baskets.household',
        maxRows: 40,
      },
      [['households.age'], ['households.household_size'], ['households.income']],
      [
        [units],
        [units, sum(sales)],
        [rows, average(sales)],
        [sum(sales), sum(quantity)],
        [units, rows, average(quantity)],
      ],
    ),
  ],
}

export const dashboards: readonly Dashboard[] = [airline, adult, retail]
