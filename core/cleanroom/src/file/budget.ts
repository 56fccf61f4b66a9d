import type { PrivacyBudget } from '../model/privacy.ts'
import {
  choice,
  type Decoder,
  type Draft,
  list,
  mapping,
  number,
  object,
  optional,
  refined,
  required,
} from './decode.ts'
import { memberName } from './name.ts'
import { type MappingNode, placeAt, valueAt } from './node.ts'
import { type Reading, refuse } from './reading.ts'

/** Beyond this a promise says nothing any more; AWS Clean Rooms has the same bound. */
const epsilon = number({ above: 0, most: 20 })

/** What a budget is where only its epsilon is said; a budget of pure differential privacy has none. */
const usualDelta = 1e-6

const noiseUsers = number({ isWhole: true, least: 1, most: 1_000_000 })

type PerQuery = NonNullable<PrivacyBudget['perQuery']>

const perQuery: Decoder<PerQuery> = object(
  {
    epsilon: optional(epsilon, 'the price of an analysis that names none'),
    noise: optional(
      object({ users: required(noiseUsers, 'a count of people lies within so many at 95 %') }, ({ users }) => users),
      'the price by the error it gives',
    ),
  },
  (draft, { node, reading }) => {
    if (node.entries.length !== 1) refuse(reading, 'COLLABORATION_BUDGET_PER_QUERY', {}, reading.place)
    if (draft.epsilon !== undefined) return { epsilon: draft.epsilon }
    return draft.noise === undefined ? undefined : { noiseUsers: draft.noise }
  },
)

const memberCap = object({ epsilon: required(epsilon, 'its cap inside of the budget') }, (draft) => draft.epsilon)

const fields = {
  owner: required(memberName, 'the member whose protected tables it guards'),
  epsilon: required(epsilon, 'what may be spent in all, above 0, at most 20'),
  delta: optional(number({ above: 0, below: 1 }), `the failure probability; ${usualDelta} where it is absent`),
  refresh: optional(choice(['none', 'calendar-month']), 'whether it is full again every month'),
  warnAt: optional(list(number({ above: 0, most: 1 })), 'the shares spent at which to warn'),
  perQuery: optional(perQuery, 'the price of an analysis that names none'),
  usersNoisePerQuery: optional(noiseUsers, 'the same as AWS Clean Rooms writes it'),
  maxEpsilonPerQuery: optional(epsilon, 'the most that one analysis may cost'),
  accounting: optional(choice(['zcdp', 'pure']), 'how losses add up; zcdp where it is absent'),
  members: optional(
    refined(mapping(memberCap, isMember), (caps) => caps.map(({ key, value }) => ({ member: key, epsilon: value }))),
    'caps of single members',
  ),
}

function isMember(name: string, reading: Reading, at: { readonly start: number; readonly end: number }): boolean {
  const known = reading.names.members
  if (known.includes(name)) return true
  refuse(reading, 'COLLABORATION_MEMBER_UNKNOWN', { name, known }, at)
  return false
}

/** What may be spent on an owner's protected tables. */
export const budget: Decoder<PrivacyBudget> = object(fields, (draft, { node, reading }) => {
  checkPrices(draft, node, reading)
  const { owner, epsilon: total, accounting = 'zcdp', usersNoisePerQuery } = draft
  const price = draft.perQuery ?? (usersNoisePerQuery === undefined ? undefined : { noiseUsers: usersNoisePerQuery })
  if (owner === undefined || total === undefined) return undefined
  return {
    owner,
    epsilon: total,
    delta: draft.delta ?? (accounting === 'pure' ? 0 : usualDelta),
    refresh: draft.refresh ?? 'none',
    warnAt: draft.warnAt ?? [],
    ...(price === undefined ? {} : { perQuery: price }),
    ...(draft.maxEpsilonPerQuery === undefined ? {} : { maxEpsilonPerQuery: draft.maxEpsilonPerQuery }),
    accounting,
    members: draft.members ?? [],
    at: node.head,
  }
})

/** No part of a budget may be more than the whole. */
function checkPrices(draft: Draft<typeof fields>, node: MappingNode, reading: Reading): void {
  const { epsilon: total = 20, maxEpsilonPerQuery: most = total, perQuery: price, members = [] } = draft
  const atMost = (path: readonly (string | number)[], value: number, limit: number, whole: string): void => {
    if (value <= limit) return
    const parameters = { path: `${reading.path}.${path.join('.')}`, value, limit, whole }
    refuse(reading, 'COLLABORATION_BUDGET_PART', parameters, placeAt(node, ...path))
  }
  atMost(['maxEpsilonPerQuery'], most, total, 'epsilon')
  if (price !== undefined && 'epsilon' in price) {
    atMost(
      ['perQuery', 'epsilon'],
      price.epsilon,
      Math.min(most, total),
      most < total ? 'maxEpsilonPerQuery' : 'epsilon',
    )
  }
  for (const cap of members) atMost(['members', cap.member, 'epsilon'], cap.epsilon, total, 'epsilon')
  const second = valueAt(node, 'usersNoisePerQuery')
  if (second !== undefined && valueAt(node, 'perQuery') !== undefined) {
    refuse(reading, 'COLLABORATION_BUDGET_PER_QUERY', {}, second.head)
  }
}
