import { type Nothing, oneOf, quote, type Wording } from './entry.ts'

/** COLLABORATION_RULE_, COLLABORATION_PRIVACY_ and their like: what an owner asks of others, as the file says it. */
export type RuleFileCodes = {
  COLLABORATION_RULE_MISSING: Nothing
  COLLABORATION_PUBLIC_RULE: Nothing
  COLLABORATION_RULE_KIND: Nothing
  COLLABORATION_RULE_SECOND: { first: string }
  COLLABORATION_RULE_OVERLAP: { column: string; here: string; there: string }
  COLLABORATION_RULE_JOIN_REQUIRED: Nothing
  COLLABORATION_RULE_ADDITIONAL_ANALYSES: { found: string }
  COLLABORATION_RULE_ANY_JOB: Nothing
  COLLABORATION_RULE_ALLOWS_NOTHING: Nothing
  COLLABORATION_RULE_ANY_QUERY_AND_TEMPLATES: { template: string }
  COLLABORATION_RULE_PROVIDERS_MISSING: { members: readonly string[] }
  COLLABORATION_RULE_PROVIDERS_EXCLUDED: Nothing
  COLLABORATION_RULE_IDENTITY_LITERAL: { column: string }
  COLLABORATION_RULE_CONTROLS_WITH_PRIVACY: Nothing
  COLLABORATION_RULE_AGGREGATE_TYPE: { function: string; column: string; type: string }
  COLLABORATION_RULE_IDENTITY_TYPE: { column: string; type: string }
  COLLABORATION_THRESHOLD_ALONE: Nothing
  COLLABORATION_PRIVACY_UNIT: { unit: readonly string[]; column: string }
  COLLABORATION_PRIVACY_PATH: Nothing
  COLLABORATION_PRIVACY_PATH_OWNER: { step: string; owner: string }
  COLLABORATION_PRIVACY_PATH_UNIT: { step: string; other: string; unit: string }
  COLLABORATION_PRIVACY_BUDGET: { table: string; owner: string }
  COLLABORATION_PRIVACY_SIBLING: { table: string; other: string; unit: string }
  COLLABORATION_PRIVACY_UNIT_TYPE: { column: string }
  COLLABORATION_PRIVACY_RANGE: { low: number; high: number }
  COLLABORATION_PRIVACY_FACT: { fact: string; column: string; type: string }
}

/** The wording of what a file says of rules and privacy. */
export const ruleFileCodes: Wording<RuleFileCodes> = {
  COLLABORATION_RULE_MISSING: {
    severity: 'warning',
    message: () => 'this table has no rule, so nobody can ask anything of it',
    help: () => 'add a `rule`, or `public: true` where anyone in the collaboration may read it',
  },
  COLLABORATION_PUBLIC_RULE: {
    message: () => 'a public table has no rule: anyone in the collaboration may read it',
    help: () => 'keep `public: true` or `rule`, not both',
  },
  COLLABORATION_RULE_KIND: {
    message: () => 'this rule is empty',
    help: () => 'write `aggregation`, `list` or `custom`',
  },
  COLLABORATION_RULE_SECOND: {
    message: ({ first }) => `a table has one rule, and ${quote(first)} is it`,
    help: () => 'keep one of the two; the same rows may be brought in again as another table with another rule',
  },
  COLLABORATION_RULE_OVERLAP: {
    message: ({ column, here, there }) => `${quote(column)} is in both ${quote(here)} and ${quote(there)}`,
    help: ({ here, there }) => `take it out of ${quote(here)} or out of ${quote(there)}`,
  },
  COLLABORATION_RULE_JOIN_REQUIRED: {
    message: () => 'a join is required, and there is no column to join on',
    help: () => 'name at least one column in `joinColumns`, or leave `joinRequired` out',
  },
  COLLABORATION_RULE_ADDITIONAL_ANALYSES: {
    message: ({ found }) => `an aggregation rule cannot have additional analyses ${quote(found)}`,
    help: () => 'write NOT_ALLOWED or leave `additionalAnalyses` out',
  },
  COLLABORATION_RULE_ANY_JOB: {
    message: () => 'ANY_JOB would let code run over the rows, and no rule can check code',
    help: () => 'allow ANY_QUERY or the names of templates',
  },
  COLLABORATION_RULE_ALLOWS_NOTHING: {
    severity: 'warning',
    message: () => 'this rule allows no analysis, so nothing can be asked of the table yet',
    help: () => 'name the templates you have reviewed, or ANY_QUERY and the members you mean',
  },
  COLLABORATION_RULE_ANY_QUERY_AND_TEMPLATES: {
    message: ({ template }) => `ANY_QUERY and the template ${quote(template)} exclude each other`,
    help: () => 'keep ANY_QUERY with its providers, or the names of templates',
  },
  COLLABORATION_RULE_PROVIDERS_MISSING: {
    message: () => 'ANY_QUERY does not say whose queries it means',
    help: ({ members }) => `name in \`allowedAnalysisProviders\` who may ask: ${oneOf(members)}`,
  },
  COLLABORATION_RULE_PROVIDERS_EXCLUDED: {
    message: () => 'analysis providers are for ANY_QUERY; a template has its author',
    help: () => 'leave `allowedAnalysisProviders` out, or allow ANY_QUERY',
  },
  COLLABORATION_RULE_IDENTITY_LITERAL: {
    message: ({ column }) => `${quote(column)} tells people apart, so it cannot be compared with constants`,
    help: ({ column }) => `take ${quote(column)} out of \`allowedLiteralComparisonColumns\``,
  },
  COLLABORATION_RULE_CONTROLS_WITH_PRIVACY: {
    message: () => 'comparison controls and differential privacy exclude each other',
    help: () => 'differential privacy needs no comparison controls: leave them out',
  },
  COLLABORATION_RULE_AGGREGATE_TYPE: {
    message: ({ function: aggregate, column, type }) => `${aggregate} cannot take ${quote(column)}, which is ${type}`,
    help: () => 'name a column of numbers, or use COUNT or COUNT_DISTINCT',
  },
  COLLABORATION_RULE_IDENTITY_TYPE: {
    message: ({ column, type }) => `${quote(column)}, which is ${type}, cannot tell people apart`,
    help: () => 'name a column of text or whole numbers',
  },
  COLLABORATION_THRESHOLD_ALONE: {
    severity: 'warning',
    message: () => 'a threshold hides small groups; it does not stop two answers from being subtracted',
    help: () =>
      'nor sums of weights that an analyst joins to them: think who may ask, and prefer `differentialPrivacy` for data about people',
  },
  COLLABORATION_PRIVACY_UNIT: {
    message: ({ unit, column }) =>
      `the privacy unit ${quote(unit.join(', '))} is not ${quote(column)}, as the rule has it`,
    help: ({ column }) => `write \`unit: ${column}\`, or change the rule`,
  },
  COLLABORATION_PRIVACY_PATH_UNIT: {
    message: ({ step, other, unit }) =>
      `the key path to ${quote(unit)} goes through ${quote(step)}, whose table protects ${quote(other)} instead`,
    help: ({ unit }) => `a key path walks tables that protect ${quote(unit)} or nobody`,
  },
  COLLABORATION_PRIVACY_PATH_OWNER: {
    message: ({ step }) => `the key path goes through ${quote(step)}, which another member owns`,
    help: ({ owner }) => `a key path walks tables of ${quote(owner)} alone`,
  },
  COLLABORATION_PRIVACY_BUDGET: {
    severity: 'warning',
    message: ({ table, owner }) =>
      `table ${quote(table)} is protected, and ${quote(owner)} has no privacy budget, so nobody can ask it`,
    help: ({ owner }) => `add \`budgets: [{ owner: ${owner}, epsilon: 4 }]\``,
  },
  COLLABORATION_PRIVACY_SIBLING: {
    severity: 'warning',
    message: ({ table, other, unit }) =>
      `table ${quote(other)} has ${quote(unit)}, whom table ${quote(table)} protects, and is not protected itself`,
    help: ({ other, unit }) =>
      `declare \`privacy: { unit: ${unit} }\` of ${quote(other)}, or leave the column out of it`,
  },
  COLLABORATION_PRIVACY_UNIT_TYPE: {
    message: ({ column }) => `the privacy unit ${quote(column)} is no identifier: equal ones may not look the same`,
    help: () => 'name a column of whole numbers, texts or dates',
  },
  COLLABORATION_PRIVACY_PATH: {
    message: () => 'this is not a key path',
    help: () =>
      'write a column, then by twos the key of another table and its next column: `[order_id, orders.id, orders.user_id]`',
  },
  COLLABORATION_PRIVACY_RANGE: {
    message: ({ low, high }) => `a range goes up, not from ${low} to ${high}`,
    help: ({ low, high }) => `write \`[${high}, ${low}]\``,
  },
  COLLABORATION_PRIVACY_FACT: {
    message: ({ fact, column, type }) => `${quote(fact)} does not fit ${quote(column)}, which is ${type}`,
    help: ({ fact }) =>
      fact === 'range' ? 'ranges are for columns of numbers' : 'write values of the column’s own type',
  },
}
