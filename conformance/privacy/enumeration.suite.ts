import assert from 'node:assert/strict'
import type { Plan } from '../../core/cleanroom/src/index.ts'
import { random } from '../random.ts'
import { violations } from './enumerate.ts'
import { randomPrivateQuery } from './random-private-query.ts'
import { ask, rooms } from './rooms.ts'
import { toyTables } from './toy-data.ts'

/** What accepted queries were like, so that nothing is held to be tested that never came. */
export type Seen = { readonly accepted: number; readonly features: ReadonlyMap<string, number> }

/** Enumerates so many accepted queries, drawn one after the other from a seed; throws at the first broken promise. */
export function enumerateQueries(count: number, seed: number): Seen {
  const features = new Map<string, number>()
  let accepted = 0
  for (let i = 0; accepted < count; i++) {
    if (i > count * 4) assert.fail(`only ${accepted} of ${i} queries were accepted`)
    const source = random(seed + i)
    const sql = randomPrivateQuery(source)
    const room = source.pick(rooms)
    const { plan } = ask(sql, room)
    if (plan === undefined || plan.event.kind === 'none') continue
    accepted++
    for (const feature of featuresOf(sql, plan)) features.set(feature, (features.get(feature) ?? 0) + 1)
    assert.deepEqual(violations(plan, toyTables(source)), [], `${room.name}, ${seed + i}: ${sql}`)
  }
  return { accepted, features }
}

/** What a suite must have seen. */
export const demanded: readonly string[] = [
  'one',
  'public',
  'public-table',
  'private',
  'discrete-gaussian',
  'discrete-laplace',
  'zcdp',
  'pure',
  'tree',
  'two steps',
  'two owners',
  'minimum',
  'value',
  'mean',
  'variance',
  'quantile',
  'join',
  'window',
  'union',
  'per person',
  'clause',
  'bounds',
  'having',
  'limit',
  'key path',
  'filter',
  'outer join',
]

function featuresOf(sql: string, { steps, event }: Plan): ReadonlySet<string> {
  const charges = event.kind === 'spend' ? event.charges : []
  return new Set([
    ...steps.map(({ groups }) => groups.kind),
    ...steps.flatMap(({ noise, treeNoise }) => [...noise, ...treeNoise].map(({ kind }) => kind)),
    ...steps.map(({ loss }) => loss.kind),
    ...steps.flatMap(({ columns }) => columns.map(({ formula }) => formula.kind)),
    ...(steps.some(({ trees }) => trees.length > 0) ? ['tree'] : []),
    ...(steps.length > 1 ? ['two steps'] : []),
    ...(charges.length > 1 ? ['two owners'] : []),
    ...(steps.some(({ minimumUnits }) => minimumUnits > 1) ? ['minimum'] : []),
    ...[...words].flatMap(([word, name]) => (sql.includes(word) ? [name] : [])),
  ])
}

const words: ReadonlyMap<string, string> = new Map([
  [' JOIN ', 'join'],
  ['LEFT JOIN', 'outer join'],
  [' OVER (', 'window'],
  [' UNION ALL ', 'union'],
  [' AS k', 'per person'],
  ['DIFFERENTIAL_PRIVACY', 'clause'],
  ['contribution_bounds', 'bounds'],
  [' HAVING ', 'having'],
  [' LIMIT ', 'limit'],
  ['items ', 'key path'],
  ['FILTER (', 'filter'],
])
