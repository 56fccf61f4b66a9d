import { parseTypeText, typeNames } from '@glovebox/sql'
import type { ColumnsDeclaration, DeclaredColumn } from '../model/collaboration.ts'
import { type Decoder, list, mapping, refined, text, wrongType } from './decode.ts'
import { checkName, columnName, refuseDuplicates } from './name.ts'
import { type Node, placeAt } from './node.ts'
import { type Reading, refuse } from './reading.ts'

const columnLimit = 2000

const columnType: Decoder<Pick<DeclaredColumn, 'declared' | 'type'>> = refined(text, (declared, node, reading) => {
  const named = parseTypeText(declared)
  if (named !== undefined) return { declared, type: named.type }
  // In braces a comma ends the text: `{ price: DECIMAL(18,2) }` is cut into `DECIMAL(18` and a key `2)`.
  const isCut = declared.includes('(') && !declared.includes(')')
  return refuse(reading, 'COLLABORATION_COLUMN_TYPE', { declared, isCut, known: typeNames }, node.at)
})

const typedColumns = mapping(columnType, (key, reading, keyAt) => checkName('column', key, reading, keyAt))

const namedColumns = list(columnName, { atLeast: 1, atMost: columnLimit })

/** Allowed columns: a mapping of names to types, or a list of names. */
export const columns: Decoder<ColumnsDeclaration> = {
  schema: {
    oneOf: [{ ...typedColumns.schema, minProperties: 1, maxProperties: columnLimit }, namedColumns.schema],
  },
  read(node, reading) {
    if (node.kind === 'mapping') return typed(withoutCutTypes(node), node, reading)
    if (node.kind !== 'sequence') return wrongType('a mapping of names to types, or a list of names', node, reading)
    const names = namedColumns.read(node, reading)
    if (names === undefined) return undefined
    const places = names.map((_, index) => placeAt(node, index))
    const located = names.map((name, index) => ({ name, at: places[index] ?? node.head }))
    if (!refuseDuplicates('column', located, reading)) return undefined
    return { kind: 'names', names, places, at: node.head }
  },
}

function typed(readable: Node, node: Node, reading: Reading): ColumnsDeclaration | undefined {
  const entries = typedColumns.read(readable, reading)
  if (entries === undefined) return undefined
  if (entries.length === 0 || entries.length > columnLimit) {
    const parameters = { path: reading.path, count: entries.length, atLeast: 1, atMost: columnLimit }
    return refuse(reading, 'COLLABORATION_LIST_LENGTH', parameters, node.head)
  }
  const declared = entries.map(({ key, keyAt, value }) => ({ name: key, ...value, at: keyAt }))
  return refuseDuplicates('column', declared, reading) ? { kind: 'typed', columns: declared, at: node.head } : undefined
}

/** The columns without the second halves of types cut by a comma, which are no mistake of their own. */
function withoutCutTypes(node: Node): Node {
  if (node.kind !== 'mapping') return node
  const entries = node.entries.filter(({ key, value }) => {
    const isSecondHalf = /^\d+\s*\)$/.test(key) && value.kind === 'scalar' && value.value === null
    return !isSecondHalf
  })
  return { ...node, entries }
}
