import {
  type Column,
  type ColumnId,
  type LiteralExpression,
  type MapRelation,
  type Output,
  type Relation,
  type SetRelation,
  sameType,
  type TableRelation,
} from '@glovebox/sql'
import { calculations } from '../../check/calculation.ts'
import { type Carried, type Carrying, columnOf, determiners, type Pair, reference, type Tag } from './carried.ts'
import { refuseCarried } from './refuse-carried.ts'
import type { Work } from './work.ts'

/**
 * Carries what both branches of a UNION ALL carry. Where every column is the same calculation in both, about the people
 * who are carried, the branches are one table's rows put together and its people are counted together; otherwise each
 * branch must stand for enough people by itself, or a crowd in one branch would cover for one person in the other.
 */
export function carrySet(relation: SetRelation, left: Carrying, right: Carrying, work: Work): Carrying {
  if (relation.operator !== 'union-all') {
    refuseCarried([...left.carried, ...right.carried], relation.at, work)
    return { relation: { ...relation, left: left.relation, right: right.relation }, carried: [], pairs: [] }
  }
  const entries = merged(relation, left, right, work)
  const [leftSide, rightSide] = [
    withNulls(
      left.relation,
      entries.filter((e) => e.left === undefined).map(({ column }) => column),
      work,
    ),
    withNulls(
      right.relation,
      entries.filter((e) => e.right === undefined).map(({ column }) => column),
      work,
    ),
  ]
  const idsIn = (side: Nulled, own: (entry: Entry) => Carried | undefined): readonly ColumnId[] => {
    let next = 0
    return entries.map((entry) => {
      const id = own(entry)?.id
      return id === undefined ? (side.nulls[next++] ?? -1) : side.rename(id)
    })
  }
  const set: SetRelation = {
    ...relation,
    left: leftSide.relation,
    right: rightSide.relation,
    columns: [...relation.columns, ...entries.map(({ column }) => column)],
    leftColumns: [...relation.leftColumns.map(leftSide.rename), ...idsIn(leftSide, (e) => e.left)],
    rightColumns: [...relation.rightColumns.map(rightSide.rename), ...idsIn(rightSide, (e) => e.right)],
  }
  return {
    relation: set,
    carried: entries.map((entry) => entry.carried),
    pairs: entries.flatMap((entry) => pairsOf(entry, relation, entries, { left, right })),
  }
}

/** A carried column of the set, and what it is in each branch: NULL where it is about nobody there. */
type Entry = {
  readonly column: Column
  readonly carried: Carried
  readonly left: Carried | undefined
  readonly right: Carried | undefined
}

function merged(relation: SetRelation, left: Carrying, right: Carrying, work: Work): readonly Entry[] {
  const { leftColumns, rightColumns } = relation
  const calculation = calculations(work.question.definitions)
  const isOne =
    leftColumns.every((id, i) => calculation.ofColumn(id) === calculation.ofColumn(rightColumns[i] ?? id)) &&
    left.carried.length === right.carried.length &&
    isAboutCarried(leftColumns, left, work) &&
    isAboutCarried(rightColumns, right, work)
  const rest = [...right.carried]
  const entries = left.carried.map((mine): Entry => {
    const found = isOne ? rest.findIndex((other) => other.minimum === mine.minimum) : -1
    const [other] = found < 0 ? [] : rest.splice(found, 1)
    return entry(
      relation,
      { carrying: left, own: mine },
      other === undefined ? undefined : { carrying: right, own: other },
      work,
    )
  })
  return [...entries, ...rest.map((own) => entry(relation, undefined, { carrying: right, own }, work))]
}

/**
 * Whether each table is carried once, and columns of such tables come from the very rows that are carried: a value beside
 * a crowd of the same table, by a join with it, is not the crowd's.
 */
function isAboutCarried(columns: readonly ColumnId[], { relation, carried }: Carrying, work: Work): boolean {
  const { minimums, question } = work
  if (new Set(carried.map(({ minimum }) => minimum.table)).size < carried.length) return false
  const occurrence = (id: ColumnId): TableRelation | undefined => {
    const definition = question.definitions.get(id)
    return definition?.kind === 'table' ? definition.table : undefined
  }
  const rows = new Set(carried.flatMap(({ id }) => columnOf(relation, id).lineage.map(occurrence)))
  const counted = new Set(minimums.map(({ table }) => table.association.name))
  return columns
    .flatMap((id) => columnOf(relation, id).lineage.map(occurrence))
    .every((table) => table !== undefined && (rows.has(table) || !counted.has(table.table)))
}

type Side = { readonly carrying: Carrying; readonly own: Carried }

function entry(relation: SetRelation, left: Side | undefined, right: Side | undefined, work: Work): Entry {
  const some = left ?? right
  if (some === undefined) throw new Error('neither branch carries the column')
  const columns = [left, right].flatMap((side) =>
    side === undefined ? [] : [columnOf(side.carrying.relation, side.own.id)],
  )
  const lineage = [...new Set(columns.flatMap((column) => column.lineage))].sort((a, b) => a - b)
  const column = { ...columnOf(some.carrying.relation, some.own.id), id: work.nextId++, nullable: true, lineage }
  // Branches that are counted together are the same calculations, so the tags of one are those of the other.
  const tags = tagsOf(some, left === undefined ? relation.rightColumns : relation.leftColumns, relation)
  const carried = { minimum: some.own.minimum, id: column.id, tags }
  return { column, carried, left: left?.own, right: right?.own }
}

/** The tags of a branch, as columns of the set. */
function tagsOf({ carrying, own }: Side, branch: readonly ColumnId[], { columns }: SetRelation): readonly Tag[] {
  return own.tags.flatMap((tag) =>
    branch.flatMap((id, i) => {
      const column = columns[i]
      const isTag = id === tag.column && column !== undefined
      return isTag && sameType(column.type, columnOf(carrying.relation, id).type) ? [{ ...tag, column: column.id }] : []
    }),
  )
}

type Nulled = {
  readonly relation: Relation
  readonly nulls: readonly ColumnId[]
  readonly rename: (id: ColumnId) => ColumnId
}

/** A relation with further columns that are NULL. */
function withNulls(relation: Relation, like: readonly Column[], work: Work): Nulled {
  if (like.length === 0) return { relation, nulls: [], rename: (id) => id }
  const kept = relation.columns.map(
    (column): Output => ({ column: { ...column, id: work.nextId++ }, expression: reference(column, relation) }),
  )
  const nulls = like.map((column): Output => {
    const { type } = column
    const expression: LiteralExpression = { kind: 'literal', value: null, type, nullable: true, at: relation.at }
    return { column: { ...column, id: work.nextId++, nullable: true, lineage: [] }, expression }
  })
  const outputs = [...kept, ...nulls]
  const map: MapRelation = {
    kind: 'map',
    input: relation,
    outputs,
    columns: outputs.map(({ column }) => column),
    at: relation.at,
  }
  const renamed = new Map(relation.columns.map(({ id }, i) => [id, kept[i]?.column.id ?? id]))
  return { relation: map, nulls: nulls.map(({ column }) => column.id), rename: (id) => renamed.get(id) ?? id }
}

/** Which columns of the set fix this entry's: those that do in both branches; in a branch where it is NULL any does. */
function pairsOf(
  { left, right, column }: Entry,
  relation: SetRelation,
  entries: readonly Entry[],
  branches: { readonly left: Carrying; readonly right: Carrying },
): readonly Pair[] {
  const fixLeft = left && determiners(left.id, branches.left.pairs)
  const fixRight = right && determiners(right.id, branches.right.pairs)
  const fixes = (l: ColumnId | undefined, r: ColumnId | undefined): boolean =>
    (fixLeft === undefined || (l !== undefined && fixLeft.has(l))) &&
    (fixRight === undefined || (r !== undefined && fixRight.has(r)))
  return [
    ...relation.columns
      .filter((_, i) => fixes(relation.leftColumns[i], relation.rightColumns[i]))
      .map(({ id }) => ({ of: id, like: column.id })),
    ...entries
      .filter((other) => other.column !== column && fixes(other.left?.id, other.right?.id))
      .map((other) => ({ of: other.column.id, like: column.id })),
  ]
}
