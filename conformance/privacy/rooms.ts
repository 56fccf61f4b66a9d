import assert from 'node:assert/strict'
import {
  type Assessment,
  assess,
  type Collaboration,
  type Plan,
  readCollaboration,
  schemaOf,
} from '../../core/cleanroom/src/index.ts'
import type { Schema } from '../../core/sql/src/index.ts'

/** A collaboration with protected tables of two owners, a public table and a list of the analyst's own. */
export type Room = { readonly name: string; readonly collaboration: Collaboration; readonly schema: Schema }

/** What owners may say differently from room to room. */
export type RoomOptions = {
  readonly maxGroups?: number
  readonly maxRows?: number
  readonly budget: string
  /** The smallest number of people that a row may stand for; absent: no such rule. */
  readonly minimum?: number
}

/** The columns of every table, in order. */
export const columnsOf = {
  visits:
    'person: INTEGER, page: VARCHAR, country: VARCHAR, seconds: INTEGER, cost: DOUBLE, price: "DECIMAL(10,2)", free: DOUBLE, member: BOOLEAN',
  people: 'person: INTEGER, city: VARCHAR, age: INTEGER',
  orders: 'id: INTEGER, person: INTEGER, kind: VARCHAR',
  items: 'order_id: INTEGER, amount: INTEGER, label: VARCHAR',
  clicks: 'person: INTEGER, page: VARCHAR, weight: INTEGER',
  pages: 'page: VARCHAR, topic: VARCHAR',
  own: 'person: INTEGER, page: VARCHAR, w: INTEGER',
} as const

export type TableName = keyof typeof columnsOf

/** The tables of each owner whose people are protected, and by which step their rows lead to a person. */
export const protectedBy: Readonly<Record<string, readonly TableName[]>> = {
  publisher: ['visits', 'people', 'orders', 'items'],
  partner: ['clicks'],
}

const facts: Readonly<Partial<Record<TableName, string>>> = {
  visits:
    'seconds: { range: [-4, 10] }, cost: { range: [0, 50] }, price: { range: [1, 9.5] }, country: { values: [FR, DE] }',
  people: 'city: { values: [Rome, Oslo, Bern] }, age: { range: [0, 3] }',
  orders: 'kind: { values: [new, used] }',
  items: 'amount: { range: [1, 7] }',
  clicks: 'weight: { range: [-2, 2] }',
}

const units: Readonly<Partial<Record<TableName, string>>> = {
  visits: 'person',
  people: 'person',
  orders: 'person',
  items: '[order_id, orders.id, orders.person]',
  clicks: 'person',
}

function tableText(name: TableName, owner: string, { maxGroups, maxRows, minimum }: RoomOptions): string {
  const unit = units[name]
  const threshold =
    minimum !== undefined && name === 'visits'
      ? `, aggregationThresholds: [{ identityColumns: [person], minimumIdentityCount: ${minimum}, type: COUNT_DISTINCT, allowedAggregateExpressionType: ANY_EXPRESSION }]`
      : ''
  const limits = [
    ...(maxGroups === undefined ? [] : [`maxGroupsContributed: ${maxGroups}`]),
    ...(maxRows === undefined ? [] : [`maxRowsPerGroup: ${maxRows}`]),
  ]
  const privacy = [`unit: ${unit}`, `columns: { ${facts[name]} }`, ...limits].join(', ')
  return `
  - name: ${name}
    owner: ${owner}
    source: { file: ${name}.csv }
    columns: { ${columnsOf[name]} }
    ${name === 'pages' ? 'public: true' : `rule: { custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst]${threshold} } }`}
    ${unit === undefined ? '' : `privacy: { ${privacy} }`}`
}

/** A room in which owners say this. */
export function openRoom(name: string, options: RoomOptions): Room {
  const owners = {
    ...Object.fromEntries(Object.entries(protectedBy).flatMap(([o, names]) => names.map((t) => [t, o]))),
  }
  const names: readonly TableName[] = ['visits', 'people', 'orders', 'items', 'clicks', 'pages', 'own']
  const { collaboration, diagnostics } = readCollaboration(`version: 1
collaboration: toys
members:
  - { name: analyst, abilities: [query, receive] }
  - { name: publisher }
  - { name: partner }
tables:${names.map((table) => tableText(table, table === 'own' ? 'analyst' : (owners[table] ?? 'publisher'), options)).join('')}
budgets:
  - { owner: publisher, ${options.budget} }
  - { owner: partner, ${options.budget} }
`)
  if (collaboration === undefined) assert.fail(JSON.stringify(diagnostics))
  return { name, collaboration, schema: schemaOf(collaboration, {}) }
}

/** Rooms that differ in what owners allow. Most budgets are wide, so that noise is small and losses show. */
export const rooms: readonly Room[] = [
  openRoom('usual', { maxGroups: 2, maxRows: 2, budget: 'epsilon: 20, delta: 1e-3' }),
  openRoom('one group', { maxGroups: 1, maxRows: 1, budget: 'epsilon: 20, delta: 0.5, perQuery: { epsilon: 12 }' }),
  openRoom('three groups', { maxGroups: 3, maxRows: 3, budget: 'epsilon: 6, delta: 0.01, perQuery: { epsilon: 3 }' }),
  openRoom('narrow', { maxGroups: 2, maxRows: 1, budget: 'epsilon: 1, delta: 1e-6' }),
  openRoom('noise for users', { maxGroups: 2, maxRows: 2, budget: 'epsilon: 20, delta: 0.1, usersNoisePerQuery: 3' }),
  openRoom('pure', { maxGroups: 2, maxRows: 2, budget: 'epsilon: 20, accounting: pure, perQuery: { epsilon: 5 }' }),
  openRoom('pure, of few', { maxGroups: 1, maxRows: 3, budget: 'epsilon: 20, accounting: pure' }),
  openRoom('no limits', { budget: 'epsilon: 20, delta: 1e-4, perQuery: { epsilon: 8 }' }),
  openRoom('few are withheld', {
    maxGroups: 2,
    maxRows: 2,
    budget: 'epsilon: 20, delta: 0.5, perQuery: { epsilon: 15 }',
    minimum: 2,
  }),
]

/** What a room says of SQL of the analyst. */
export function ask(sql: string, { collaboration, schema }: Room): Assessment {
  return assess({ kind: 'sql', member: 'analyst', sql }, collaboration, schema)
}

/** The plan of SQL that must be accepted. */
export function planOf(sql: string, room: Room): Plan {
  const { plan, diagnostics } = ask(sql, room)
  if (plan === undefined)
    assert.fail(`${sql}: ${diagnostics.map(({ code, message }) => `${code} ${message}`).join('; ')}`)
  return plan
}
