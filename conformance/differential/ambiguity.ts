import {
  type Column,
  type Expression,
  evaluate,
  type LimitRelation,
  type Output,
  type Query,
  type Relation,
  relationsOf,
  type Tables,
  type Value,
  type WindowCall,
} from '@glovebox/sql'

/**
 * Whether the result depends on the order of rows that sort alike, in a window or below a limit: an engine breaks such
 * ties as it likes, and each independently of the others.
 */
export function isAmbiguous(query: Query, tables: Tables): boolean {
  const ties = relationsOf(query).flatMap((relation) => tiesIn(relation, tables))
  return ties.includes('unlike') || ties.filter((tie) => tie === 'alike').length > 1
}

/** Whether the query ends in a sort that leaves no two different rows in the same place. */
export function hasTotalOrder({ relation }: Pick<Query, 'relation'>, tables: Tables): boolean {
  if (relation.kind === 'limit') return hasTotalOrder({ relation: relation.input }, tables)
  if (relation.kind !== 'sort') return false
  return (
    tieOf(
      relation.input,
      relation.keys.map((key) => key.expression),
      tables,
    ) !== 'unlike'
  )
}

/** Rows that sort alike: the same in every column, or not. */
type Tie = 'none' | 'alike' | 'unlike'

function tiesIn(relation: Relation, tables: Tables): readonly Tie[] {
  if (relation.kind === 'limit') return [tieOf(...limited(relation), tables)]
  if (relation.kind !== 'window') return []
  return relation.calls.filter(isTieSensitive).map((call) => tieOf(relation.input, sortedBy(call), tables))
}

/** The rows that a limit cuts, and what they are sorted by. */
function limited({ input }: LimitRelation): readonly [Relation, readonly Expression[]] {
  if (input.kind === 'sort') return [input.input, input.keys.map((key) => key.expression)]
  // Sorted before its columns were picked.
  if (input.kind === 'map' && input.input.kind === 'sort') {
    return [input.input.input, input.input.keys.map((key) => key.expression)]
  }
  return [input, []]
}

function sortedBy(call: WindowCall): readonly Expression[] {
  return [...call.partitionBy, ...call.orderBy.map((key) => key.expression)]
}

function isTieSensitive(call: WindowCall): boolean {
  return (
    ['row-number', 'lag', 'lead', 'first-value', 'last-value'].includes(call.function) || call.frame?.unit === 'rows'
  )
}

function tieOf(input: Relation, keys: readonly Expression[], tables: Tables): Tie {
  const outputs = [...keys, ...input.columns.map(reference)].map(
    (expression, i): Output => ({ column: keyColumn(expression, i), expression }),
  )
  const columns = outputs.map(({ column }) => column)
  const relation: Relation = { kind: 'map', input, outputs, columns, at: input.at }
  const picked = columns.map(({ id, name }) => ({ id, name, at: input.at }))
  const { rows } = evaluate({ relation, outputs: picked, features: [] }, tables)
  const kinds = new Set(rows.map((row) => keyOf(row.slice(0, keys.length)))).size
  if (kinds === rows.length) return 'none'
  return new Set(rows.map(keyOf)).size === kinds ? 'alike' : 'unlike'
}

function reference({ id, name, type, nullable }: Column): Expression {
  return { kind: 'column', id, name, type, nullable, at: { start: 0, end: 0 } }
}

function keyColumn({ type, nullable }: Expression, index: number): Column {
  return { id: 1_000_000 + index, name: `key${index}`, type, nullable, lineage: [] }
}

function keyOf(row: readonly Value[]): string {
  // Adding 0 turns -0 into 0.
  return row.map((value) => (typeof value === 'number' ? `n${value + 0}` : `${typeof value}${value}`)).join('|')
}
