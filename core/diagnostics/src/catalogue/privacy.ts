import { type Nothing, oneOf, quote, type Wording } from './entry.ts'

/** PRIVACY_: a table asks for differential privacy and the question cannot have it. */
export type PrivacyCodes = {
  PRIVACY_BUDGET_MISSING: { table: string; owner: string }
  PRIVACY_UNIT_MISSING: { table: string; column: string }
  PRIVACY_ROWS: { unit: string }
  PRIVACY_SUBQUERY: { unit: string }
  PRIVACY_LIMIT: { unit: string }
  PRIVACY_WINDOW: { unit: string }
  PRIVACY_WINDOW_DOUBLE: Nothing
  PRIVACY_WINDOW_TIES: Nothing
  PRIVACY_JOIN_UNIT: { left: string; right: string }
  PRIVACY_JOIN_PUBLISHED: { unit: string }
  PRIVACY_SET: { unit: string }
  PRIVACY_OWNERS: { left: readonly string[]; right: readonly string[]; unit: string }
  PRIVACY_THRESHOLD: { table: string; identity: string; unit: string }
  PRIVACY_CLAUSE_UNPROTECTED: Nothing
  PRIVACY_CLAUSE_PER_UNIT: { unit: string }
  PRIVACY_BOUNDS_PER_UNIT: { unit: string }
  PRIVACY_CLAUSE_UNIT: { unit: string }
  PRIVACY_CLAUSE_OPTION: { option: string }
  PRIVACY_CLAUSE_COUNT: { option: string }
  PRIVACY_CLAUSE_GROUPS: { asked: number; most: number }
  PRIVACY_CLAUSE_TWICE: Nothing
  PRIVACY_GROUPS_NOT_PUBLIC: Nothing
  PRIVACY_BUDGET_EXHAUSTED: { owner: string; left: number; isMembers: boolean; refresh: 'none' | 'calendar-month' }
  PRIVACY_BUDGET_ACCOUNTING: { owner: string }
  PRIVACY_DATA_SET_BUDGET: { owner: string }
  PRIVACY_ADDING_UP: { table: string; others: number }
  PRIVACY_PERIOD_OWNER: { member: string; owners: readonly string[] }
  PRIVACY_RUN_FAILED: Nothing
  PRIVACY_RUN_CANCELLED: Nothing
  PRIVACY_RANGE_MISSING: { text: string; column: string; per: 'group' | 'row'; isColumn: boolean }
  PRIVACY_ROWS_MISSING: { text: string; table: string; canBound: boolean }
  PRIVACY_GROUPS_MISSING: { table: string }
  PRIVACY_BOUNDS_WIDE: { text: string; low: number; high: number }
  PRIVACY_BOUNDS_KIND: { text: string; accepted: 'group' | 'row' }
  PRIVACY_BOUNDS_LARGE: { most: number }
  PRIVACY_FAILURES: { most: number }
  PRIVACY_DISTINCT: { text: string }
  PRIVACY_EXTREME: { text: string }
  PRIVACY_DECLARED_VALUE: { table: string; column: string; value: string; type: string }
}

export const privacyCodes: Wording<PrivacyCodes> = {
  PRIVACY_BUDGET_EXHAUSTED: {
    message: ({ owner, left, isMembers }) =>
      `${isMembers ? 'your part of the privacy budget' : 'the privacy budget'} of ${quote(owner)} cannot pay for this: ${left === 0 ? 'nothing' : `ε ${Number(left.toPrecision(2))}`} is left`,
    help: ({ owner, refresh }) =>
      `ask for less precision with \`OPTIONS (epsilon = …)\`, repeat an earlier question, which costs nothing, ${refresh === 'none' ? '' : 'wait for the next month, '}or ask ${quote(owner)} for more`,
  },
  PRIVACY_BUDGET_ACCOUNTING: {
    message: ({ owner }) =>
      `the budget of ${quote(owner)} was spent under another accounting, and the two do not add up`,
    help: ({ owner }) => `${quote(owner)} may open a new period with \`glovebox budget open-period\``,
  },
  PRIVACY_DATA_SET_BUDGET: {
    message: ({ owner }) => `the data-set budget of ${quote(owner)}, over all its collaborations, cannot pay for this`,
    help: ({ owner }) =>
      `ask for less precision with \`OPTIONS (epsilon = …)\`, repeat an earlier question, which costs nothing, or ask ${quote(owner)} for more`,
  },
  PRIVACY_PERIOD_OWNER: {
    message: ({ member }) => `${quote(member)} has no privacy budget of its own`,
    help: ({ owners }) => `only ${oneOf(owners, 'an owner with a budget')} can open a new period`,
  },
  PRIVACY_RUN_FAILED: {
    message: () => 'the run failed; what it was charged stays spent',
    help: () =>
      'the reason, be it a time-out, is kept for the owners of the data: their `glovebox receipt` shows it; ask them, or try a smaller question',
  },
  PRIVACY_RUN_CANCELLED: {
    message: () => 'the run was cancelled; what it was charged stays spent',
    help: () => 'nothing was released; asking again is charged again',
  },
  PRIVACY_BUDGET_MISSING: {
    message: ({ table, owner }) =>
      `table ${quote(table)} is protected, and its owner ${quote(owner)} has set no privacy budget`,
    help: ({ owner }) =>
      `ask ${quote(owner)} to add \`budgets: [{ owner: ${owner}, epsilon: 4 }]\` to the collaboration file`,
  },
  PRIVACY_UNIT_MISSING: {
    message: ({ table, column }) =>
      `the privacy unit ${quote(column)} of table ${quote(table)} cannot be found in its columns`,
    help: () => 'the unit is an allowed column of whole numbers, texts or dates, or a key path to one',
  },
  PRIVACY_ROWS: {
    message: ({ unit }) => `these rows are about single ${quote(unit)}, and may leave only aggregated`,
    help: () => 'aggregate them: COUNT, SUM, AVG and their kin, with or without GROUP BY',
  },
  PRIVACY_SUBQUERY: {
    message: ({ unit }) => `a subquery in an expression may not depend on rows of protected ${quote(unit)}`,
    help: ({ unit }) =>
      `join with the subquery on ${quote(unit)} in FROM, or aggregate in a WITH query and use it after the last aggregation`,
  },
  PRIVACY_LIMIT: {
    message: ({ unit }) => `LIMIT and OFFSET choose among the rows of protected ${quote(unit)}`,
    help: () => 'put LIMIT after the aggregation, where it chooses among published rows',
  },
  PRIVACY_WINDOW: {
    message: ({ unit }) => `this window looks at the rows of more than one ${quote(unit)}`,
    help: ({ unit }) => `add ${quote(unit)} to PARTITION BY, or use the window after the aggregation`,
  },
  PRIVACY_WINDOW_DOUBLE: {
    message: () => 'this window adds up doubles, whose rounding depends on the order of rows',
    help: () => 'cast the value, as `SUM(CAST(amount AS DECIMAL(18, 4))) OVER (…)`, or aggregate with GROUP BY instead',
  },
  PRIVACY_WINDOW_TIES: {
    message: () => 'this window takes any one of the rows that sort like the current one',
    help: () => 'write a frame of ROWS, as `ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`',
  },
  PRIVACY_JOIN_UNIT: {
    message: () => 'protected tables are joined otherwise than on their privacy units',
    help: ({ left, right }) =>
      `join with \`ON\` and an equality of ${quote(left)} and ${quote(right)}, of the same type, combined by AND`,
  },
  PRIVACY_JOIN_PUBLISHED: {
    message: ({ unit }) => `rows of protected ${quote(unit)} are joined with what is published of them`,
    help: () => 'aggregate each by itself, and join the results',
  },
  PRIVACY_SET: {
    message: ({ unit }) =>
      `this set operation puts rows of protected ${quote(unit)} together with others that have no such unit`,
    help: ({ unit }) => `select ${quote(unit)} at the same place on both sides, or aggregate each side first`,
  },
  PRIVACY_OWNERS: {
    message: ({ left, right }) =>
      `rows of ${left.map(quote).join(', ')} and of ${right.map(quote).join(', ')} are put together so that some stay where the other owner has nobody`,
    help: ({ unit }) => `use an inner \`JOIN\` on ${quote(unit)}, or aggregate each owner's side first`,
  },
  PRIVACY_THRESHOLD: {
    message: ({ table, identity, unit }) =>
      `table ${quote(table)} demands a minimum of ${quote(identity)}, which noise can only keep for the unit ${quote(unit)}`,
    help: ({ identity, unit }) => `join on ${quote(identity)} and ${quote(unit)} by equality, before the aggregation`,
  },
  PRIVACY_ADDING_UP: {
    message: ({ table, others }) =>
      `${quote(table)} stands in ${others === 1 ? 'another collaboration' : `${others} other collaborations`} too: what the people in it lose there adds up with what they lose here`,
    help: () => 'say what all collaborations together may spend: `glovebox budget set-data-set`',
  },
  PRIVACY_CLAUSE_UNPROTECTED: {
    message: () => 'this clause stands at a SELECT that reads no rows of a protected table',
    help: () =>
      'write it where the protected table is aggregated; a table is protected where its owner declares `privacy`',
  },
  PRIVACY_CLAUSE_PER_UNIT: {
    message: ({ unit }) => `this SELECT groups by ${quote(unit)}, so that its rows are still about single units`,
    help: () => 'write the clause at the SELECT in which units are no longer told apart',
  },
  PRIVACY_BOUNDS_PER_UNIT: {
    message: ({ unit }) => `bounds of contributions mean nothing where each row is about one ${quote(unit)}`,
    help: () => 'write them at the aggregates in which units are no longer told apart',
  },
  PRIVACY_CLAUSE_UNIT: {
    message: () => 'the clause names another privacy unit than the owner of the table',
    help: ({ unit }) => `write \`privacy_unit_column = ${unit}\`, or leave it out`,
  },
  PRIVACY_CLAUSE_OPTION: {
    message: ({ option }) => `option ${quote(option)} is not offered`,
    help: () =>
      'use `epsilon`, `delta`, `max_groups_contributed`, `privacy_unit_column`, `group_selection_strategy` or `min_privacy_units_per_group`',
  },
  PRIVACY_CLAUSE_COUNT: {
    message: ({ option }) => `option ${quote(option)} is not a whole number of at least 1`,
    help: ({ option }) => `write \`${option} = 3\`, or leave it out`,
  },
  PRIVACY_CLAUSE_GROUPS: {
    message: ({ asked, most }) => `the owner lets one unit count in ${most} groups at most, not in ${asked}`,
    help: ({ most }) => `write \`max_groups_contributed = ${most}\` or less, or leave it out`,
  },
  PRIVACY_CLAUSE_TWICE: {
    message: () => 'the clause stands at more than one SELECT of the query',
    help: () => 'ask one private aggregation at a time, or leave the clauses out: the price is then split',
  },
  PRIVACY_GROUPS_NOT_PUBLIC: {
    message: () => 'PUBLIC_GROUPS is asked for, but the keys are not public',
    help: () =>
      'group by columns with declared `values` or by columns of a public table that is joined, or leave the option out',
  },
  PRIVACY_RANGE_MISSING: {
    message: ({ text, column }) => `nobody says between which values ${quote(column)} lies, which ${quote(text)} needs`,
    help: ({ column, per, isColumn }) =>
      `${isColumn ? `the table's owner declares \`privacy: { columns: { ${column}: { range: [0, 100] } } }\`` : `write \`GREATEST(LEAST(${column}, 100), 0)\``}, or write the bounds as \`contribution_bounds_per_${per} => (0, 100)\` behind the argument`,
  },
  PRIVACY_ROWS_MISSING: {
    message: ({ text }) => `nobody says how many rows of one unit count in one group, which ${quote(text)} needs`,
    help: ({ table, canBound }) =>
      `ask the owner of ${quote(table)} to declare \`privacy: { maxRowsPerGroup: 10 }\`${
        canBound ? ', or write `contribution_bounds_per_group => (0, 10)` behind the argument' : ''
      }`,
  },
  PRIVACY_GROUPS_MISSING: {
    message: () => 'nobody says in how many groups one unit may count',
    help: ({ table }) =>
      `ask the owner of ${quote(table)} to declare \`privacy: { maxGroupsContributed: 5 }\`, write \`WITH DIFFERENTIAL_PRIVACY OPTIONS (max_groups_contributed = 5)\`, or group by columns with declared \`values\``,
  },
  PRIVACY_BOUNDS_WIDE: {
    message: ({ text }) => `the bounds of ${quote(text)} are wider than the owner of the table lets one unit count`,
    help: ({ low, high }) => `write bounds from ${low} to ${high} or narrower, or leave them out`,
  },
  PRIVACY_BOUNDS_KIND: {
    message: ({ text, accepted }) => `${quote(text)} is not bounded per ${accepted === 'group' ? 'row' : 'group'}`,
    help: ({ accepted }) => `write \`contribution_bounds_per_${accepted}\`, or leave the bounds out`,
  },
  PRIVACY_BOUNDS_LARGE: {
    message: () => 'these bounds are so far from 0 that noise for them would drown every answer',
    help: ({ most }) => `write bounds between -${most} and ${most}`,
  },
  PRIVACY_FAILURES: {
    message: ({ most }) =>
      `${most} of your runs on protected tables failed this month, and each failure may tell something`,
    help: () => 'ask again next month, and ask smaller questions; owners see in the log what failed',
  },
  PRIVACY_DISTINCT: {
    message: ({ text }) => `${quote(text)} adds up different values, which noise cannot hide units in`,
    help: () => 'leave DISTINCT out, use COUNT(DISTINCT …), or make the values different for each unit first',
  },
  PRIVACY_EXTREME: {
    message: ({ text }) => `${quote(text)} would be one unit's own value`,
    help: () => 'MIN and MAX are of numbers between declared ends; group by other values instead',
  },
  PRIVACY_DECLARED_VALUE: {
    message: ({ table, column, value, type }) =>
      `the value ${quote(value)} that is declared of column ${quote(column)} of ${quote(table)} is no ${type}`,
    help: ({ table }) => `ask the owner of ${quote(table)} to mend the declared \`values\``,
  },
}
