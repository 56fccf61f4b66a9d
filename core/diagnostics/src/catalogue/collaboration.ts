import { nearest } from '../nearest.ts'
import { type Nothing, oneOf, quote, type Wording } from './entry.ts'
import { type RuleFileCodes, ruleFileCodes } from './rule-file.ts'

/** COLLABORATION_: the collaboration file. TEMPLATE_PARAMETER_: the values a run of a template gives. */
export type CollaborationCodes = RuleFileCodes & {
  // YAML
  COLLABORATION_SYNTAX: { reason: string }
  COLLABORATION_TOO_LONG: { limit: number }
  COLLABORATION_TOO_DEEP: { limit: number }
  COLLABORATION_YAML_FEATURE: { feature: string; instead: string }
  COLLABORATION_MORE: { count: number }
  // shapes
  COLLABORATION_KEY_UNKNOWN: { key: string; where: string; known: readonly string[] }
  COLLABORATION_KEY_MISSING: { key: string; where: string; description: string }
  COLLABORATION_KEY_REPEATED: { key: string; where: string }
  COLLABORATION_TYPE: { path: string; expected: string; found: string; isPlain: boolean }
  COLLABORATION_NUMBER: { path: string; found: string; accepted: string }
  COLLABORATION_WORD: { path: string; found: string; words: readonly string[] }
  COLLABORATION_LIST_LENGTH: { path: string; count: number; atLeast: number; atMost: number }
  COLLABORATION_LISTED_TWICE: { name: string }
  COLLABORATION_VERSION: { found: string }
  // names
  COLLABORATION_NAME: { kind: string; name: string; reason: string }
  COLLABORATION_DUPLICATE: { kind: string; name: string; before: string }
  COLLABORATION_MEMBER_UNKNOWN: { name: string; known: readonly string[] }
  COLLABORATION_TABLE_UNKNOWN: { name: string; known: readonly string[] }
  COLLABORATION_TEMPLATE_UNKNOWN: { name: string; known: readonly string[] }
  COLLABORATION_PART_OWNER: { kind: string; name: string; owner: string; member: string }
  // members
  COLLABORATION_NO_QUERY: Nothing
  COLLABORATION_NO_RECEIVE: Nothing
  COLLABORATION_RECEIVER_ABILITY: { member: string }
  COLLABORATION_DESTINATION_UNKNOWN: { name: string; known: readonly string[] }
  COLLABORATION_DESTINATION_URL: { url: string }
  // tables
  COLLABORATION_SOURCE_KIND: { kind: string; known: readonly string[] }
  COLLABORATION_SOURCE_MANY: { kinds: readonly string[] }
  COLLABORATION_SOURCE_KEY: { key: string; kind: string; accepted: readonly string[] }
  COLLABORATION_SOURCE_CONNECTION: { kind: string }
  COLLABORATION_SOURCE_PATH: { path: string; reason: string; example: string }
  COLLABORATION_SOURCE_FORMAT: { path: string; formats: readonly string[] }
  COLLABORATION_COLUMN_TYPE: { declared: string; isCut: boolean; known: readonly string[] }
  COLLABORATION_COLUMN_ABSENT: { column: string; found: readonly string[] }
  COLLABORATION_COLUMN_UNKNOWN: { column: string; known: readonly string[] }
  COLLABORATION_ACCESS_TWICE: { per: string }
  COLLABORATION_ACCESS_LIFETIME: Nothing
  // budgets and templates
  COLLABORATION_BUDGET_PER_QUERY: Nothing
  COLLABORATION_BUDGET_PART: { path: string; value: number; limit: number; whole: string }
  COLLABORATION_TEMPLATE_SQL: { limit: number }
  COLLABORATION_TEMPLATE_NOT_ALLOWED: { template: string; table: string; owner: string }
  COLLABORATION_PARAMETER_TYPE: { declared: string; reason: string | undefined; known: readonly string[] }
  COLLABORATION_PARAMETER_UNUSED: { name: string }
  COLLABORATION_PARAMETER_DEFAULT: { name: string; given: string; declared: string; form: string }
  TEMPLATE_PARAMETER_UNKNOWN: { template: string; name: string; known: readonly string[] }
  TEMPLATE_PARAMETER_MISSING: { template: string; name: string; form: string; description: string | undefined }
  TEMPLATE_PARAMETER_VALUE: { name: string; given: string; declared: string; form: string }
}

/** The wording of the file's codes. */
export const collaborationCodes: Wording<CollaborationCodes> = {
  ...ruleFileCodes,
  COLLABORATION_SYNTAX: {
    message: ({ reason }) => `the file is not valid YAML: ${reason}`,
    help: () => 'mend the YAML at this place; two spaces indent a level',
  },
  COLLABORATION_TOO_LONG: {
    message: ({ limit }) => `the file is longer than ${limit} letters`,
    help: () => 'nobody can review so much: split it into several collaborations',
  },
  COLLABORATION_TOO_DEEP: {
    message: ({ limit }) => `the file is nested more than ${limit} levels deep`,
    help: () => 'nothing in a collaboration file needs so many levels',
  },
  COLLABORATION_YAML_FEATURE: {
    message: ({ feature }) => `${feature} cannot stand in this file, which must mean what its readers see`,
    help: ({ instead }) => instead,
  },
  COLLABORATION_MORE: {
    message: ({ count }) => `there are more than ${count} mistakes`,
    help: () => 'mend these first, then validate again',
  },
  COLLABORATION_KEY_UNKNOWN: {
    message: ({ key, where }) => `there is no key ${quote(key)} in ${where}`,
    help: ({ key, known }) => didYouMean(key, known, `the keys here are ${oneOf(known)}`),
  },
  COLLABORATION_KEY_MISSING: {
    message: ({ key, where }) => `${quote(key)} is missing in ${where}`,
    help: ({ key, description }) => `add ${quote(key)}: ${description}`,
  },
  COLLABORATION_KEY_REPEATED: {
    message: ({ key, where }) => `${quote(key)} is in ${where} already`,
    help: () => 'keep one of the two',
  },
  COLLABORATION_TYPE: {
    message: ({ path, expected, found }) => `${path} must be ${expected}, not ${found}`,
    help: ({ expected, isPlain }) =>
      isPlain && expected === 'text' ? 'put it in quotes, so that it is read as text' : `write ${expected} here`,
  },
  COLLABORATION_NUMBER: {
    message: ({ path, found }) => `${path} cannot be ${quote(found)}`,
    help: ({ accepted }) => `accepted: ${accepted}`,
  },
  COLLABORATION_WORD: {
    message: ({ path, found }) => `${path} cannot be ${quote(found)}`,
    help: ({ found, words }) => didYouMean(found, words, `accepted, in exactly this case: ${oneOf(words)}`),
  },
  COLLABORATION_LIST_LENGTH: {
    message: ({ path, count }) => `${path} has ${count} ${count === 1 ? 'entry' : 'entries'}`,
    help: ({ atLeast, atMost }) => (atLeast === atMost ? `write exactly ${atLeast}` : `write ${atLeast} to ${atMost}`),
  },
  COLLABORATION_LISTED_TWICE: {
    severity: 'warning',
    message: ({ name }) => `${quote(name)} is listed twice`,
    help: () => 'once is enough',
  },
  COLLABORATION_VERSION: {
    message: ({ found }) => `there is no version ${quote(found)} of this format`,
    help: () => 'write `version: 1`',
  },
  COLLABORATION_NAME: {
    message: ({ kind, name, reason }) => `${quote(name)} cannot name a ${kind}: ${reason}`,
    help: ({ kind }) =>
      kind === 'parameter' ? 'write a name such as `since_day`' : 'write a name of visible letters, at most 128',
  },
  COLLABORATION_DUPLICATE: {
    message: ({ kind, name, before }) =>
      name === before
        ? `there is a ${kind} ${quote(name)} already`
        : `the ${kind} ${quote(name)} differs from ${quote(before)} only in case`,
    help: ({ kind }) =>
      kind === 'budget' ? 'write one budget for each owner' : `give each ${kind} a name that can be told apart`,
  },
  COLLABORATION_MEMBER_UNKNOWN: {
    message: ({ name }) => `there is no member ${quote(name)}`,
    help: ({ name, known }) => didYouMean(name, known, `the members are ${oneOf(known)}`),
  },
  COLLABORATION_TABLE_UNKNOWN: {
    message: ({ name }) => `there is no table ${quote(name)}`,
    help: ({ name, known }) => didYouMean(name, known, `the tables are ${oneOf(known)}`),
  },
  COLLABORATION_TEMPLATE_UNKNOWN: {
    message: ({ name }) => `there is no template ${quote(name)}`,
    help: ({ name, known }) =>
      didYouMean(name, ['ANY_QUERY', ...known], `allow ANY_QUERY, or a template of this file: ${oneOf(known)}`),
  },
  COLLABORATION_PART_OWNER: {
    message: ({ kind, name, member }) => `${quote(member)} brings the ${kind} ${quote(name)}, which is not its own`,
    help: ({ owner }) => `only ${quote(owner)} can bring it`,
  },
  COLLABORATION_NO_QUERY: {
    severity: 'warning',
    message: () => 'no member has the ability `query`, so nobody can ask anything',
    help: () => 'write `abilities: [query, receive]` at the member who asks',
  },
  COLLABORATION_NO_RECEIVE: {
    severity: 'warning',
    message: () => 'no member has the ability `receive`, so nobody gets a result',
    help: () => 'write `abilities: [receive]` at the member who gets results',
  },
  COLLABORATION_DESTINATION_UNKNOWN: {
    message: ({ name }) => `there is no destination ${quote(name)} in this collaboration`,
    help: ({ known }) => `write ${oneOf(known, 'it under `destinations`; there is none yet')}`,
  },
  COLLABORATION_DESTINATION_URL: {
    message: ({ url }) => `${quote(url)} is no address that results can be posted to`,
    help: () => 'write a URL that begins with `https://`',
  },
  COLLABORATION_RECEIVER_ABILITY: {
    severity: 'warning',
    message: ({ member }) => `${quote(member)} has not the ability \`receive\`, so it gets no results`,
    help: ({ member }) => `give ${quote(member)} the ability \`receive\`, or take it out of this list`,
  },
  COLLABORATION_SOURCE_KIND: {
    message: ({ kind }) => `this version does not read from ${quote(kind)}`,
    help: ({ known }) =>
      `use ${oneOf(known)}; or export the table to Parquet and write \`{ file: data/table.parquet }\``,
  },
  COLLABORATION_SOURCE_MANY: {
    message: ({ kinds }) => `a table is in one place, and this names ${kinds.map(quote).join(' and ')}`,
    help: () => 'keep one of them; several files of one table are a glob, such as `data/*.parquet`',
  },
  COLLABORATION_SOURCE_KEY: {
    message: ({ key, kind }) => `${quote(key)} says nothing of a source of the kind ${quote(kind)}`,
    help: ({ kind, accepted }) =>
      accepted.length === 0 ? `write ${quote(kind)} alone` : `beside ${quote(kind)} may stand ${oneOf(accepted)}`,
  },
  COLLABORATION_SOURCE_CONNECTION: {
    message: ({ kind }) => `a source of the kind ${quote(kind)} is read through a connection, and none is named`,
    help: () => 'add `connection: NAME`; `glovebox connection add` makes one and keeps its credentials to yourself',
  },
  COLLABORATION_SOURCE_PATH: {
    message: ({ path, reason }) => `${quote(path)} does not say where the data is: ${reason}`,
    help: ({ example }) => `write it like ${quote(example)}`,
  },
  COLLABORATION_SOURCE_FORMAT: {
    message: ({ path }) => `the ending of ${quote(path)} does not say how it is written`,
    help: ({ formats }) => `add \`format\`: ${oneOf(formats)}`,
  },
  COLLABORATION_COLUMN_TYPE: {
    message: ({ declared, isCut }) =>
      isCut ? `the comma after ${quote(declared)} ends the type` : `there is no type ${quote(declared)}`,
    help: ({ declared, isCut, known }) =>
      isCut ? 'put the type in quotes, such as `"DECIMAL(18,2)"`' : didYouMean(declared, known, `use ${oneOf(known)}`),
  },
  COLLABORATION_COLUMN_ABSENT: {
    message: ({ column }) => `there is no column ${quote(column)} in the source`,
    help: ({ column, found }) => didYouMean(column, found, `the source has ${oneOf(found)}`),
  },
  COLLABORATION_COLUMN_UNKNOWN: {
    message: ({ column }) => `${quote(column)} is not an allowed column of this table`,
    help: ({ column, known }) => didYouMean(column, known, `the allowed columns are ${oneOf(known)}`),
  },
  COLLABORATION_ACCESS_TWICE: {
    message: ({ per }) => `there is an access budget per ${quote(per)} already`,
    help: () => 'keep one of the two',
  },
  COLLABORATION_ACCESS_LIFETIME: {
    message: () => 'a budget for the lifetime of a table never begins anew',
    help: () => 'leave `refresh` out, or write `per: month`',
  },
  COLLABORATION_BUDGET_PER_QUERY: {
    message: () => 'the price of a query is said once, by its epsilon or by its noise',
    help: () => 'write `perQuery: { epsilon: 0.2 }` or `perQuery: { noise: { users: 30 } }`',
  },
  COLLABORATION_BUDGET_PART: {
    message: ({ path, value, limit, whole }) => `${path} is ${value}, more than the ${limit} of ${quote(whole)}`,
    help: ({ limit }) => `write at most ${limit}`,
  },
  COLLABORATION_TEMPLATE_SQL: {
    message: ({ limit }) => `the SQL of a template is 1 to ${limit} letters long`,
    help: () => 'write one SELECT',
  },
  COLLABORATION_TEMPLATE_NOT_ALLOWED: {
    severity: 'warning',
    message: ({ template, table }) => `${quote(template)} cannot run: the rule of ${quote(table)} does not allow it`,
    help: ({ template, owner }) =>
      `${quote(owner)} may name ${quote(template)} in \`allowedAnalyses\` of a custom rule`,
  },
  COLLABORATION_PARAMETER_UNUSED: {
    severity: 'warning',
    message: ({ name }) => `the SQL does not use ${quote(name)}`,
    help: ({ name }) => `write ${quote(`:${name}`)} where its value belongs, or leave the parameter out`,
  },
  COLLABORATION_PARAMETER_TYPE: {
    message: ({ declared, reason }) =>
      reason === undefined ? `there is no type ${quote(declared)}` : `a parameter cannot be a ${quote(declared)}`,
    help: ({ declared, reason, known }) => reason ?? didYouMean(declared, known, `use ${oneOf(known)}`),
  },
  COLLABORATION_PARAMETER_DEFAULT: {
    message: ({ name, given, declared }) => `the default ${quote(given)} of ${quote(name)} is not a ${quote(declared)}`,
    help: ({ form }) => `write ${form}`,
  },
  TEMPLATE_PARAMETER_UNKNOWN: {
    message: ({ template, name }) => `the template ${quote(template)} has no parameter ${quote(name)}`,
    help: ({ name, known }) => didYouMean(name, known, `its parameters are ${oneOf(known, 'none')}`),
  },
  TEMPLATE_PARAMETER_MISSING: {
    message: ({ template, name }) => `the template ${quote(template)} needs a value for ${quote(name)}`,
    help: ({ form, description }) => `give ${form}${description === undefined ? '' : ` (${plain(description)})`}`,
  },
  TEMPLATE_PARAMETER_VALUE: {
    message: ({ name, given, declared }) => `${quote(given)} is not a value for ${quote(name)}, a ${quote(declared)}`,
    help: ({ form }) => `give ${form}`,
  },
}

function didYouMean(name: string, known: readonly string[], otherwise: string): string {
  const meant = nearest(name, known)
  return meant === undefined ? otherwise : `did you mean ${quote(meant)}? ${otherwise}`
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
