import type { AnalysisTemplate, TemplateKind, TemplateParameter } from '../model/analysis-template.ts'
import { choice, type Decoder, list, number, object, optional, refined, required, text, wrongType } from './decode.ts'
import { memberName, name, refuseDuplicates } from './name.ts'
import { placeAt, valueAt } from './node.ts'
import { acceptedValue, parameterType, readParameterValue } from './parameter-type.ts'
import { refuse } from './reading.ts'
import { piecesOf } from './sql-pieces.ts'
import { words } from './words.ts'

/** AWS Clean Rooms' limits on templates. */
const sqlLimit = 90_000
const parameterLimit = 50
const parameterNameLimit = 100

const parameterName = refined(
  text,
  (value, node, reading) => {
    if (/^[0-9a-zA-Z_]+$/.test(value) && value.length <= parameterNameLimit) return value
    const reason = `it is not of up to ${parameterNameLimit} letters a to z, digits and underscores`
    return refuse(reading, 'COLLABORATION_NAME', { kind: 'parameter', name: value, reason }, node.at)
  },
  { pattern: '^[0-9a-zA-Z_]+$', maxLength: parameterNameLimit },
)

/** A value as it was written: `007` and `2026-01-01` need no quotes, as the type is declared beside it. */
const writtenValue: Decoder<string> = {
  schema: { type: ['string', 'number', 'boolean'] },
  read(node, reading) {
    const isWritten = node.kind === 'scalar' && node.value !== null
    return isWritten ? node.text : wrongType('a value; leave the key out where there is none', node, reading)
  },
}

const parameter: Decoder<TemplateParameter> = object(
  {
    name: required(parameterName, 'its name in the SQL, where a colon stands before it'),
    type: required(parameterType, 'the type of its value'),
    default: optional(writtenValue, 'its value where a run names none'),
    description: optional(text, 'what it means'),
  },
  (draft, { node, reading }) => {
    const { name: called, type, default: written, description } = draft
    const value = type === undefined || written === undefined ? undefined : readParameterValue(written, type)
    if (type !== undefined && written !== undefined && value === undefined) {
      const parameters = { name: called ?? '', given: written, declared: type.declared, form: acceptedValue(type) }
      refuse(reading, 'COLLABORATION_PARAMETER_DEFAULT', parameters, placeAt(node, 'default'))
    }
    if (called === undefined || type === undefined) return undefined
    return {
      name: called,
      ...type,
      ...(value === undefined ? {} : { default: value }),
      ...(description === undefined ? {} : { description }),
      at: (valueAt(node, 'name') ?? node).head,
    }
  },
)

const reviewerLimit = 10
const templateKinds: readonly TemplateKind[] = ['query', 'activation']

const sql: Decoder<string> = refined(
  text,
  (value, node, reading) => {
    if (value.trim() !== '' && value.length <= sqlLimit) return value
    return refuse(reading, 'COLLABORATION_TEMPLATE_SQL', { limit: sqlLimit }, node.at)
  },
  { minLength: 1, maxLength: sqlLimit },
)

/** An analysis template: SQL that its tables' owners can review and allow by name. */
export const template: Decoder<AnalysisTemplate> = object(
  {
    name: required(name('template'), 'the name that rules and runs use'),
    author: required(memberName, 'the member who wrote it'),
    sql: required(sql, 'the query, with parameters as `:name`'),
    parameters: optional(list(parameter, { atMost: parameterLimit }), 'what a run may choose'),
    description: optional(text, 'what it answers'),
    approvedBy: optional(words(memberName), 'the owners who reviewed it; what decides is each table’s rule'),
    reviewers: optional(
      number({ isWhole: true, least: 1, most: reviewerLimit }),
      'how many users of each owner must approve it on a server; 1 where it is absent',
    ),
    kind: optional(
      choice(templateKinds),
      'activation: its result goes to a destination, and to no member; query where it is absent',
    ),
  },
  (draft, { node, reading }) => {
    const { name: called, author, sql: query, description, parameters = [], approvedBy = [] } = draft
    refuseDuplicates('parameter', parameters, reading)
    const sqlNode = valueAt(node, 'sql')
    if (called === undefined || author === undefined || query === undefined || sqlNode?.kind !== 'scalar')
      return undefined
    return {
      name: called,
      author,
      sql: query,
      sqlAt: sqlNode.at,
      sqlPieces: piecesOf(reading.text, sqlNode),
      parameters,
      ...(description === undefined ? {} : { description }),
      approvedBy,
      ...(draft.reviewers === undefined ? {} : { reviewers: draft.reviewers }),
      ...(draft.kind === undefined ? {} : { kind: draft.kind }),
      at: (valueAt(node, 'name') ?? node).head,
    }
  },
)
