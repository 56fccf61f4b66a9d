import type { Frame, FrameBound, WindowCall, WindowRelation } from '../relation/relation.ts'
import { typeName } from '../type/sql-type.ts'
import type { Blocks } from './blocks.ts'
import { expressionTerm, type Reading } from './expression.ts'
import type { Block, RowOrder, Term } from './form.ts'
import { leafOf, over, scopeOf } from './leaf.ts'
import { liveCalls, orderBelow } from './row-order.ts'
import { columnTerm, mark, operation } from './term.ts'

/** The block of a relation with window calls; of one whose calls nobody reads, that of its input. */
export function windowBlock(relation: WindowRelation, order: RowOrder, blocks: Blocks): Block {
  const { making } = blocks
  const { terms, live } = making
  const read = liveCalls(relation.calls, live)
  const below = orderBelow(relation, order, live)
  const block = blocks.blockOf(relation.input, below)
  if (read.length === 0) return block
  const reading = blocks.reading(block.columns)
  const leaf = leafOf(making, 'window', [scopeOf(block, below)])
  const made = read.map(
    (call) => [call.column.id, columnTerm(terms, leaf, '', [callTerm(call, reading)], call.column.type)] as const,
  )
  const passed = over(leaf, block.columns, making)
  return { ...passed, columns: new Map([...passed.columns, ...made]) }
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
