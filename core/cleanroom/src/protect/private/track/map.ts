import type { ColumnId, MapRelation, Output } from '@glovebox/sql'
import { columnOf, reference } from '../../withhold/carried.ts'
import { settle, type Tracked } from './tracked.ts'
import type { Work } from './work.ts'

/** Adds the unit, and what has to be counted, to the outputs where it is not among them. */
export function trackMap(relation: MapRelation, input: Tracked, work: Work): Tracked {
  if (input.kind === 'refused') return input
  const outputs: Output[] = [...relation.outputs]
  const renamed = (id: ColumnId): readonly ColumnId[] =>
    outputs.flatMap(({ column, expression }) =>
      expression.kind === 'column' && expression.id === id ? [column.id] : [],
    )
  const carry = (id: ColumnId): ColumnId => {
    const [known] = renamed(id)
    if (known !== undefined) return known
    const column = columnOf(input.relation, id)
    const added = { ...column, id: work.nextId() }
    outputs.push({ column: added, expression: reference(column, relation) })
    return added.id
  }
  const counted = input.counted.map((c) => (c.id === undefined ? c : { ...c, id: carry(c.id) }))
  if (input.kind !== 'rows') return { ...input, relation: rewritten(), counted }
  if ([...input.same].every((id) => renamed(id).length === 0)) carry(input.unit.id)
  const same = new Set([...input.same].flatMap(renamed))
  const unit = outputs.map(({ column }) => column).find(({ id }) => same.has(id))
  if (unit === undefined) throw new Error('a relation lost its unit')
  const publicColumns = new Map(
    outputs.flatMap(({ column, expression }) =>
      expression.kind === 'column' && input.publicColumns.has(expression.id) ? [[column.id, column] as const] : [],
    ),
  )
  const steps = new Map([...input.steps].flatMap(([id, step]) => renamed(id).map((own) => [own, step] as const)))
  return { ...input, relation: rewritten(), unit, same, publicColumns, steps, counted: settle(counted, same) }

  function rewritten(): MapRelation {
    const below = input.kind === 'refused' ? relation.input : input.relation
    return { ...relation, input: below, outputs, columns: outputs.map(({ column }) => column) }
  }
}
