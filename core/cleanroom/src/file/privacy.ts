import type { PrivacyDeclaration } from '../model/privacy.ts'
import { type Decoder, list, mapping, number, object, optional, refined, required, wrongType } from './decode.ts'
import { checkName, columnName } from './name.ts'
import { placesOf } from './node.ts'
import { refuse } from './reading.ts'

type DeclaredFacts = Omit<PrivacyDeclaration['columns'][number], 'name'>

const range = refined(list(number(), { atLeast: 2, atMost: 2 }), ([low = 0, high = 0], node, reading) => {
  if (low <= high) return { low, high }
  return refuse(reading, 'COLLABORATION_PRIVACY_RANGE', { low, high }, node.head)
})

const publicValue: Decoder<string | number | boolean> = {
  schema: { type: ['string', 'number', 'boolean'] },
  read(node, reading) {
    const isValue = node.kind === 'scalar' && node.value !== null
    if (!isValue || (typeof node.value === 'number' && !Number.isFinite(node.value))) {
      return wrongType('a text, a finite number or a truth value', node, reading)
    }
    return node.value ?? undefined
  },
}

const facts: Decoder<DeclaredFacts> = object(
  {
    range: optional(range, 'the least and the greatest number; what lies outside is clamped'),
    values: optional(list(publicValue, { atLeast: 1 }), 'the public keys to group by'),
  },
  (draft, { node, reading }) => {
    if (node.entries.length === 0) return wrongType('`range` or `values`', node, reading)
    return {
      ...(draft.range === undefined ? {} : { range: draft.range }),
      ...(draft.values === undefined ? {} : { values: draft.values }),
    }
  },
)

const step = refined(columnName, (value, node, reading) => {
  const [table, ...rest] = value.split('.')
  const known = reading.names.tables
  if (rest.length === 0 || table === undefined || known.includes(table)) return value
  return refuse(reading, 'COLLABORATION_TABLE_UNKNOWN', { name: table, known }, node.at)
})

const keyPath = list(step, { atLeast: 1, atMost: 15 })

/** A column of the table, or `[column, table.column, table.column]`: into a table by its key, out by the next. */
const unit: Decoder<readonly string[]> = {
  schema: { oneOf: [columnName.schema, keyPath.schema] },
  read(node, reading) {
    if (node.kind !== 'sequence') {
      const name = columnName.read(node, reading)
      return name === undefined ? undefined : [name]
    }
    const path = keyPath.read(node, reading)
    if (path === undefined || isKeyPath(path)) return path
    return refuse(reading, 'COLLABORATION_PRIVACY_PATH', {}, node.head)
  },
}

function isKeyPath([first, ...steps]: readonly string[]): boolean {
  const tables = steps.map((step) => (step.includes('.') ? step.slice(0, step.indexOf('.')) : undefined))
  const areSteps = tables.every((table, index) => table !== undefined && table === tables[index - (index % 2)])
  return first !== undefined && !first.includes('.') && steps.length % 2 === 0 && areSteps
}

const count = number({ isWhole: true, least: 1, most: 1_000_000_000 })

/** What an owner declares of a table for differential privacy. */
export const privacy: Decoder<PrivacyDeclaration> = object(
  {
    unit: required(unit, 'the column of the privacy unit, or the key path to it'),
    columns: optional(
      mapping(facts, (key, reading, keyAt) => checkName('column', key, reading, keyAt)),
      'public facts about columns',
    ),
    maxGroupsContributed: optional(count, 'the groups that one unit may touch in a result'),
    maxRowsPerGroup: optional(count, 'the rows of one unit that are counted in one group'),
  },
  (draft, { node }) => {
    if (draft.unit === undefined) return undefined
    const declared = (draft.columns ?? []).map(({ key, value }) => ({ name: key, ...value }))
    return {
      unit: draft.unit,
      columns: declared,
      ...(draft.maxGroupsContributed === undefined ? {} : { maxGroupsContributed: draft.maxGroupsContributed }),
      ...(draft.maxRowsPerGroup === undefined ? {} : { maxRowsPerGroup: draft.maxRowsPerGroup }),
      at: node.head,
      places: placesOf(node),
    }
  },
)
