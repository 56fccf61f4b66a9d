import { type Nothing, oneOf, quote, type Wording } from './entry.ts'

/** RULE_ and TEMPLATE_: an analysis rule does not allow what was asked. */
export type RuleCodes = TableCodes & ShapeCodes & AggregationCodes & JoinCodes & CustomCodes & ThresholdCodes

/** Whether a table may be asked at all. */
type TableCodes = {
  RULE_MISSING: { table: string }
  RULE_KINDS_DIFFER: { tables: readonly { table: string; rule: string }[] }
  RULE_RECEIVERS: { table: string; allowed: readonly string[] }
  RULE_COLUMN_MISSING: { table: string; column: string }
  RULE_ADDITIONAL_ANALYSIS: { table: string }
  RULE_ACTIVATION_NOT_ALLOWED: { table: string }
  RULE_DESTINATION: { table: string; destination: string; allowed: readonly string[] }
  RULE_PURPOSE: {
    table: string
    purpose: string | undefined
    allowed: readonly string[]
    /** Those that every table of the question is for. */
    common: readonly string[]
  }
}

/** What of SQL a kind of rule allows. */
type ShapeCodes = {
  RULE_FEATURE: { feature: string; rule: string; way: string }
  RULE_FUNCTION: { text: string; allowed: readonly string[] }
  RULE_NESTED_FUNCTION: { text: string }
  RULE_TRIM_CHARACTERS: { text: string }
  RULE_EXPRESSION: { text: string; clause: string; allowed: string }
  RULE_COLUMN_POSITION: { column: string; clause: string; allowed: readonly string[] }
  RULE_DISTINCT_REQUIRED: Nothing
}

type AggregationCodes = {
  RULE_AGGREGATE_REQUIRED: { allowed: readonly string[] }
  RULE_AGGREGATE_FUNCTION: { text: string; allowed: readonly string[] }
  RULE_AGGREGATE_COLUMN: { column: string; function: string; allowed: readonly string[] }
  RULE_AGGREGATE_ARGUMENT: { text: string; allowed: readonly string[] }
  RULE_COUNT_ROWS: { allowed: readonly string[] }
  RULE_GROUP_BY: { column: string }
  RULE_HAVING: { text: string; allowed: readonly string[] }
}

type JoinCodes = {
  RULE_JOIN_COLUMN: { column: string; allowed: readonly string[] }
  RULE_JOIN_CONDITION: { text: string; allowed: readonly string[] }
  RULE_JOIN_OPERATOR: { operator: string; allowed: readonly string[] }
  RULE_JOIN_REQUIRED: { table: string; isOwn: boolean; candidates: readonly string[]; allowed: readonly string[] }
}

type CustomCodes = {
  RULE_QUERY_NOT_ALLOWED: { table: string; member: string; templates: readonly string[] }
  RULE_TEMPLATE_NOT_ALLOWED: { template: string; table: string }
  RULE_TEMPLATE_KIND: { table: string; rule: string }
  TEMPLATE_UNKNOWN: { name: string; known: readonly string[] }
  TEMPLATE_ACTIVATION: { template: string; destinations: readonly string[] }
  TEMPLATE_NO_ACTIVATION: { template: string }
  DESTINATION_UNKNOWN: { name: string; known: readonly string[] }
  RULE_OUTPUT_COLUMN: { column: string; allowed: readonly string[] }
  RULE_LITERAL_COMPARISON: { columns: readonly string[]; isIdentity: boolean; allowed: readonly string[] }
  RULE_COLUMN_COMPARISON: { columns: readonly string[]; allowed: readonly string[] }
}

type ThresholdCodes = {
  RULE_AGGREGATE_EXPRESSION: { text: string }
  RULE_STANDALONE_EXTREME: { text: string; identity: string }
  RULE_IDENTITY_VALUE: { identity: string }
  RULE_ROWS_NOT_AGGREGATED: { table: string; identity: string }
  RULE_WINDOW_OVER_ROWS: { table: string; identity: string }
}

const tableCodes: Wording<TableCodes> = {
  RULE_MISSING: {
    message: ({ table }) => `table ${quote(table)} has no analysis rule, so nothing may be asked of it`,
    help: () => 'ask its owner for a rule, or query other tables',
  },
  RULE_KINDS_DIFFER: {
    message: ({ tables }) =>
      `the tables of one query must have one kind of rule: ${tables
        .map(({ table, rule }) => `${quote(table)} has ${article(rule)} ${rule} rule`)
        .join(', ')}`,
    help: () => 'query tables with the same kind of rule together',
  },
  RULE_RECEIVERS: {
    message: ({ table }) => `no member of this collaboration may receive a result that reads ${quote(table)} here`,
    help: ({ allowed }) => `its results may go to ${oneOf(allowed, 'nobody')}, who needs the ability \`receive\``,
  },
  RULE_COLUMN_MISSING: {
    message: ({ table, column }) =>
      `the rule of table ${quote(table)} protects ${quote(column)}, which it does not have`,
    help: () => 'ask its owner to mend the rule; until then nothing may be asked of the table',
  },
  RULE_ADDITIONAL_ANALYSIS: {
    message: ({ table }) =>
      `results that read ${quote(table)} may only feed an additional analysis, not leave directly`,
    help: () =>
      'activate an approved template of the kind `activation`, or ask its owner for `additionalAnalyses: ALLOWED`',
  },
  RULE_ACTIVATION_NOT_ALLOWED: {
    message: ({ table }) => `the rule of ${quote(table)} does not let results be activated`,
    help: () => 'its owner writes `additionalAnalyses: ALLOWED` in the rule',
  },
  RULE_DESTINATION: {
    message: ({ table, destination }) =>
      `results that read ${quote(table)} may not be activated to ${quote(destination)}`,
    help: ({ allowed }) =>
      allowed.length === 0
        ? 'its owner allows no destination yet, or one that has changed since; ask its owner to allow this one'
        : `its owner allows ${oneOf(allowed)}; one that has changed since is allowed anew`,
  },
  RULE_PURPOSE: {
    message: ({ table, purpose }) =>
      purpose === undefined
        ? `table ${quote(table)} may be analysed for some purposes only, and none was named`
        : `table ${quote(table)} may not be analysed for ${quote(purpose)}`,
    help: ({ allowed, common }) =>
      common.length > 0
        ? `name the purpose ${oneOf(common)}`
        : `it is for ${oneOf(allowed)}, and other tables here are not: query them apart`,
  },
}

const shapeCodes: Wording<ShapeCodes> = {
  RULE_FEATURE: {
    message: ({ feature, rule }) => `${feature} is not allowed by ${rule}`,
    help: ({ way }) => way,
  },
  RULE_FUNCTION: {
    message: ({ text }) => `${quote(text)} uses a function or an operator that the rule does not allow here`,
    help: ({ allowed }) => (allowed.length === 0 ? 'use the bare column' : `use the bare column, or ${oneOf(allowed)}`),
  },
  RULE_NESTED_FUNCTION: {
    message: ({ text }) => `${quote(text)} gives a function something other than columns and literals`,
    help: () => 'call one function on columns and literals; functions do not nest under this rule',
  },
  RULE_TRIM_CHARACTERS: {
    message: ({ text }) => `${quote(text)} chooses the characters to trim`,
    help: () => 'write `RTRIM(column)`, which trims spaces',
  },
  RULE_EXPRESSION: {
    message: ({ text, clause }) => `${quote(text)} is not allowed in ${clause}`,
    help: ({ allowed }) => `write ${allowed}`,
  },
  RULE_COLUMN_POSITION: {
    message: ({ column, clause }) => `${quote(column)} is not allowed in ${clause}`,
    help: ({ clause, allowed }) => `of this table ${clause} takes ${oneOf(allowed, 'no column')}`,
  },
  RULE_DISTINCT_REQUIRED: {
    message: () => 'a list rule gives distinct rows only',
    help: () => 'write `SELECT DISTINCT`',
  },
}

const aggregationCodes: Wording<AggregationCodes> = {
  RULE_AGGREGATE_REQUIRED: {
    message: () => 'the rule gives no result without an aggregate',
    help: ({ allowed }) => `add ${oneOf(allowed, 'an aggregate of another table')} to SELECT`,
  },
  RULE_AGGREGATE_FUNCTION: {
    message: ({ text }) => `${quote(text)} uses an aggregate that the rule does not allow`,
    help: ({ allowed }) => `write ${oneOf(allowed, 'an aggregate of another table')}`,
  },
  RULE_AGGREGATE_COLUMN: {
    message: ({ column, function: name }) => `${quote(column)} is not allowed in ${name}`,
    help: ({ allowed }) => `write ${oneOf(allowed, 'an aggregate of another table')}`,
  },
  RULE_AGGREGATE_ARGUMENT: {
    message: ({ text }) => `${quote(text)} is not a column, and the rule aggregates only columns`,
    help: ({ allowed }) => `write ${oneOf(allowed, 'an aggregate of another table')}`,
  },
  RULE_COUNT_ROWS: {
    message: () => 'the rule does not allow `COUNT(*)`',
    help: ({ allowed }) => `write ${oneOf(allowed, 'a count of a column of another table')}`,
  },
  RULE_GROUP_BY: {
    message: ({ column }) => `${quote(column)} must appear in the GROUP BY clause`,
    help: ({ column }) => `add ${quote(column)} to GROUP BY, and an aggregate to SELECT`,
  },
  RULE_HAVING: {
    message: ({ text }) => `${quote(text)} is not allowed in HAVING`,
    help: ({ allowed }) => `compare ${oneOf(allowed, 'an aggregate')} with a number, combined by AND and OR`,
  },
}

const joinCodes: Wording<JoinCodes> = {
  RULE_JOIN_COLUMN: {
    message: ({ column }) => `${quote(column)} is not a join column of this table`,
    help: ({ allowed }) =>
      allowed.length === 0 ? 'its rule allows no join: query the table alone' : `join on ${oneOf(allowed)}`,
  },
  RULE_JOIN_CONDITION: {
    message: ({ text }) => `${quote(text)} does not equate a column of one side of the join with a column of the other`,
    help: ({ allowed }) => `join with \`=\` between two columns; of this table on ${oneOf(allowed, 'none')}`,
  },
  RULE_JOIN_OPERATOR: {
    message: ({ operator }) => `the rule does not allow ${operator} between join conditions`,
    help: ({ allowed }) => (allowed.length === 0 ? 'use one condition' : `use ${allowed.join(' and ')} only`),
  },
  RULE_JOIN_REQUIRED: {
    message: ({ table, isOwn }) =>
      isOwn
        ? `inner join to another table required for table ${quote(table)}`
        : `inner join to query runner table required for table ${quote(table)}`,
    help: ({ candidates, allowed }) =>
      candidates.length === 0
        ? 'bring a table of your own into the collaboration and join it'
        : `join it with ${oneOf(candidates)} on ${oneOf(allowed)}`,
  },
}

const customCodes: Wording<CustomCodes> = {
  RULE_QUERY_NOT_ALLOWED: {
    message: ({ table, member }) =>
      `the rule of table ${quote(table)} does not let ${quote(member)} ask its own questions`,
    help: ({ templates }) =>
      templates.length === 0
        ? 'ask its owner to allow `ANY_QUERY` with you as a provider, or to approve a template'
        : `run the template ${oneOf(templates)}`,
  },
  RULE_TEMPLATE_NOT_ALLOWED: {
    message: ({ template, table }) => `the rule of table ${quote(table)} does not allow template ${quote(template)}`,
    help: ({ template }) => `ask its owner to add ${quote(template)} to \`allowedAnalyses\``,
  },
  RULE_TEMPLATE_KIND: {
    message: ({ table, rule }) =>
      `templates run under custom rules only, and ${quote(table)} has ${article(rule)} ${rule} rule`,
    help: () => 'ask the question as SQL of your own',
  },
  TEMPLATE_ACTIVATION: {
    message: ({ template }) =>
      `${quote(template)} is an activation: its result goes to a destination, and none was named`,
    help: ({ destinations }) =>
      `a server delivers it: activate it to ${oneOf(destinations, 'a destination that the owners of its tables allow; they allow none yet')}`,
  },
  TEMPLATE_NO_ACTIVATION: {
    message: ({ template }) => `${quote(template)} is a query: its result goes to members, and to no destination`,
    help: () => 'have its author propose it as an activation, which every owner approves anew, or run it as a query',
  },
  DESTINATION_UNKNOWN: {
    message: ({ name }) => `there is no destination ${quote(name)} in this collaboration`,
    help: ({ known }) => `activate to ${oneOf(known, 'one that a member has registered; there is none yet')}`,
  },
  TEMPLATE_UNKNOWN: {
    message: ({ name }) => `there is no template ${quote(name)} in this collaboration`,
    help: ({ known }) => `run ${oneOf(known, 'SQL of your own; it has no templates')}`,
  },
  RULE_OUTPUT_COLUMN: {
    message: ({ column }) => `${quote(column)} must not leave, in any form`,
    help: ({ allowed }) => `leave it out of SELECT; what may leave of this table is ${oneOf(allowed)}`,
  },
  RULE_LITERAL_COMPARISON: {
    message: ({ columns, isIdentity }) =>
      isIdentity
        ? `${oneOf(columns)} identifies people and must not be compared with a literal`
        : `${oneOf(columns)} must not be compared with a literal`,
    help: ({ allowed }) => `of this table ${oneOf(allowed, 'no column')} may be compared with literals`,
  },
  RULE_COLUMN_COMPARISON: {
    message: ({ columns }) => `${oneOf(columns)} must not be compared with a column`,
    help: ({ allowed }) => `of this table ${oneOf(allowed, 'no column')} may be compared with columns`,
  },
}

const thresholdCodes: Wording<ThresholdCodes> = {
  RULE_AGGREGATE_EXPRESSION: {
    message: ({ text }) =>
      `${quote(text)} is not a column of a table, and the rule allows only those inside aggregate and window functions`,
    help: () => 'aggregate the columns themselves and calculate with the results',
  },
  RULE_STANDALONE_EXTREME: {
    message: ({ text }) => `${quote(text)} may not stand alone: it gives one row's value`,
    help: ({ identity }) => `select AVG, COUNT or SUM beside it, such as \`COUNT(DISTINCT ${identity})\``,
  },
  RULE_IDENTITY_VALUE: {
    message: ({ identity }) => `this gives a value of ${quote(identity)}, which names somebody`,
    help: ({ identity }) => `count people instead: \`COUNT(DISTINCT ${identity})\``,
  },
  RULE_ROWS_NOT_AGGREGATED: {
    message: ({ table, identity }) =>
      `rows of ${quote(table)} may leave only when they stand for many ${quote(identity)}, and these are not aggregated`,
    help: ({ identity }) => `aggregate, with GROUP BY columns other than ${quote(identity)}`,
  },
  RULE_WINDOW_OVER_ROWS: {
    message: ({ table, identity }) =>
      `this window carries values of one ${quote(identity)} of ${quote(table)} to rows of another`,
    help: ({ identity }) =>
      `add ${quote(identity)} to PARTITION BY, or aggregate first and use the window over the groups`,
  },
}

export const ruleCodes: Wording<RuleCodes> = {
  ...tableCodes,
  ...shapeCodes,
  ...aggregationCodes,
  ...joinCodes,
  ...customCodes,
  ...thresholdCodes,
}

function article(rule: string): string {
  return /^[aeiou]/.test(rule) ? 'an' : 'a'
}
