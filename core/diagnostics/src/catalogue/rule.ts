import { oneOf, quote, type Wording } from './entry.ts'

/** RULE_ and TEMPLATE_: an analysis rule does not allow what was asked. */
export type RuleCodes = {
  RULE_JOIN_COLUMN: { column: string; allowed: readonly string[] }
}

export const ruleCodes: Wording<RuleCodes> = {
  RULE_JOIN_COLUMN: {
    message: ({ column }) => `${quote(column)} is not a join column of this table`,
    help: ({ allowed }) =>
      allowed.length === 0 ? 'its rule allows no join: query the table alone' : `join on ${oneOf(allowed)}`,
  },
}
