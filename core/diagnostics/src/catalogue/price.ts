import { quote, type Wording } from './entry.ts'

/** PRIVACY_PRICE_: a question can be made private, but not at the price it names or within the owner's limits. */
export type PriceCodes = {
  PRIVACY_PRICE_EPSILON: { epsilon: number; least: number; limit: number; owner: string }
  PRIVACY_PRICE_DELTA: { delta: number; least: number; limit: number; owner: string }
  PRIVACY_PRICE_DELTA_PURE: { delta: number; owner: string }
  PRIVACY_PRICE_NOISE: { users: number; epsilon: number; limit: number; owner: string }
  PRIVACY_PRICE_PURE_KEYS: { owner: string; keys: readonly string[] }
  PRIVACY_PRICE_ACCOUNTING: { zcdp: string; pure: string }
}

export const priceCodes: Wording<PriceCodes> = {
  PRIVACY_PRICE_EPSILON: {
    message: ({ epsilon, least, limit, owner }) =>
      `epsilon ${epsilon} is not a price that ${quote(owner)} allows for one query: from ${least} to ${limit}`,
    help: ({ limit }) => `write \`epsilon = ${limit}\` or less, or leave it out for the owner's usual price`,
  },
  PRIVACY_PRICE_DELTA: {
    message: ({ delta, least, limit, owner }) =>
      `delta ${delta} is not a failure probability that ${quote(owner)} allows: from ${least} to ${limit}`,
    help: ({ limit }) => `write \`delta = ${limit}\` or less, or leave it out for the owner's usual one`,
  },
  PRIVACY_PRICE_DELTA_PURE: {
    message: ({ delta, owner }) => `the budget of ${quote(owner)} allows no failure probability, and delta is ${delta}`,
    help: () => 'leave `delta` out, or write `delta = 0`',
  },
  PRIVACY_PRICE_NOISE: {
    message: ({ users, epsilon, limit, owner }) =>
      `noise of ±${users} users makes this query cost epsilon ${epsilon}, and ${quote(owner)} allows ${limit} at most`,
    help: ({ limit }) =>
      `ask for fewer aggregates at a time, or name a price: \`SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = ${limit}) …\``,
  },
  PRIVACY_PRICE_PURE_KEYS: {
    message: ({ owner }) =>
      `the budget of ${quote(owner)} has \`accounting: pure\`, which cannot choose which groups to show`,
    help: ({ keys }) =>
      `group by public keys only: join a public table, or ask the owner to declare the \`values\` of ${keys.map(quote).join(', ')}`,
  },
  PRIVACY_PRICE_ACCOUNTING: {
    message: ({ zcdp, pure }) =>
      `the budget of ${quote(zcdp)} adds up losses by \`zcdp\` and that of ${quote(pure)} by \`pure\`: no noise is the best for both`,
    help: () => 'query the tables of one owner at a time, or ask the owners for budgets with the same `accounting`',
  },
}
