import type { Frame, FrameBound, WindowCall, WindowRelation } from '../relation/relation.ts'
import { typeName } from '../type/sql-type.ts'
import type { Blocks } from './blocks.ts'
import { expressionTerm, type Reading } from './expression.ts'
import type { Block, RowOrder, Term } from './form.ts'
import { leafOf, over, scopeOf } from './leaf.ts'
import { columnTerm, mark, operation } from './term.ts'

/** The block of a relation with window calls; of one whose calls nobody reads, that of its input. */
export function windowBlock({ input, calls }: WindowRelation, order: RowOrder, blocks: Blocks): Block {
  const { making } = blocks
  const { terms, live } = making
  const read = calls.filter(({ column }) => live.has(column.id))
  if (read.length === 0) return blocks.blockOf(input, order)
  const inside = read.some(isDecidedByTies) ? 'deciding' : order
  const block = blocks.blockOf(input, inside)
  const reading = blocks.reading(block.columns)
  const leaf = leafOf(making, 'window', [scopeOf(block, inside)])
  const made = read.map(
    (call) => [call.column.id, columnTerm(terms, leaf, '', [callTerm(call, reading)], call.column.type)] as const,
  )
  const passed = over(leaf, block.columns, making)
  return { ...passed, columns: new Map([...passed.columns, ...made]) }
}

/** Whether rows that sort alike may get different values. */
function isDecidedByTies({ function: name, frame }: WindowCall): boolean {
  return (
    ['row-number', 'lag', 'lead', 'first-value', 'last-value'].includes(name) ||
    (frame !== undefined && frame.unit === 'rows')
  )
}

function callTerm(call: WindowCall, reading: Reading): Term {
  const { terms } = reading.making
  const read = (e: WindowCall['arguments'][number]): Term => expressionTerm(e, reading)
  const none = { kind: 'null' } as const
  const orderBy = call.orderBy.map(({ expression, direction, nulls }) =>
    mark(terms, `${direction} nulls-${nulls}`, read(expression)),
  )
  const parts = [
    operation(terms, 'arguments', call.arguments.map(read), none),
    operation(terms, 'partition', call.partitionBy.map(read), none, 'set'),
    operation(terms, 'sort', orderBy, none),
  ]
  const frame = call.frame === undefined ? '' : ` ${frameText(call.frame)}`
  return operation(terms, `window-${call.function} ${typeName(call.column.type)}${frame}`, parts, call.column.type)
}

function frameText({ unit, start, end }: Frame): string {
  const bound = (b: FrameBound): string => ('rows' in b ? `${b.rows}-${b.kind}` : b.kind)
  return `${unit} ${bound(start)} ${bound(end)}`
}
