import {
  type Column,
  type ColumnId,
  callFunction,
  type Expression,
  type JoinRelation,
  type Relation,
  type TableRelation,
} from '@glovebox/sql'
import { reference } from '../../withhold/carried.ts'
import { isIdentifier, stepOf } from '../key-path.ts'
import { type ProtectedTable, protectedTable, unitName } from '../protected-table.ts'
import { type RowsPerUnit, settle, type Tracked } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/** A protected table with its unit: a column of its own, or that of the tables on the key path. Rows of nobody are dropped. */
export function trackTable(relation: TableRelation, work: Work): Tracked {
  const counted = work.minimums.flatMap((minimum) => {
    if (minimum.table.association.name !== relation.table) return []
    const column = relation.columns.find(({ name }) => name === minimum.column)
    return column === undefined ? [] : [{ minimum, id: column.id }]
  })
  const found = work.protectedTables.get(relation.table)
  if (found === undefined) return { kind: 'unprotected', relation, counted }
  const [first = '', ...steps] = found.unit
  const start = relation.columns.find(({ name }) => name === first)
  if (start === undefined) return refuseUnit(relation, found, first, work)
  const end = steps.length === 0 ? { relation, unit: start } : follow(relation, start, steps, found, work)
  if (end === undefined) return { kind: 'refused' }
  if (!isIdentifier(end.unit.type)) return refuseUnit(relation, found, end.unit.name, work)
  const same = new Set([end.unit.id])
  return {
    kind: 'rows',
    relation: ofSomebody(end.relation, end.unit, relation),
    unit: { ...end.unit, nullable: false },
    same,
    tables: [found],
    publicColumns: new Map(),
    steps: stepsAt(relation, start, steps, work),
    rows: declaredRows(found),
    counted: settle(counted, same),
  }
}

function declaredRows({ association: { privacy } }: ProtectedTable): RowsPerUnit {
  const most = privacy?.maxRowsPerGroup
  return { ...(most === undefined ? {} : { most }), isOne: false }
}

/** The columns of a table by which key paths, its own or others', go into a table. */
function stepsAt(
  { table, columns }: TableRelation,
  start: Column,
  steps: readonly string[],
  { protectedTables }: Work,
): ReadonlyMap<ColumnId, string> {
  const [into] = steps
  const walked = [...protectedTables.values()].flatMap(({ unit }) => unit.slice(1).filter((_, i) => i % 2 === 0))
  const keys = columns.flatMap(({ id, name }) => {
    const step = `${table}.${name}`
    return walked.includes(step) ? [[id, step] as const] : []
  })
  return new Map([...keys, ...(into === undefined ? [] : [[start.id, into] as const])])
}

function refuseUnit({ at }: TableRelation, table: ProtectedTable, column: string, work: Work): Tracked {
  return refuseTracked(work, [table], 'PRIVACY_UNIT_MISSING', { table: table.association.name, column }, at)
}

type Reached = { readonly relation: Relation; readonly unit: Column }

/** Joins the tables of a key path: into each by its key, out of it by the next column. */
function follow(
  table: TableRelation,
  start: Column,
  steps: readonly string[],
  found: ProtectedTable,
  work: Work,
): Reached | undefined {
  let reached: Reached | undefined = { relation: table, unit: start }
  for (let i = 0; i < steps.length && reached !== undefined; i += 2) {
    const [into, out] = [stepOf(steps[i] ?? ''), stepOf(steps[i + 1] ?? '')]
    reached =
      into.table === out.table
        ? joined(
            reached,
            {
              table: into.table,
              key: into.column,
              next: out.column,
              owner: found.association.owner,
              unit: unitName(found),
            },
            table,
            work,
          )
        : undefined
  }
  if (reached === undefined) refuseUnit(table, found, found.unit.join(', '), work)
  return reached
}

type Step = {
  readonly table: string
  readonly key: string
  readonly next: string
  readonly owner: string
  readonly unit: string
}

/** A row stands once for each unit that its key leads to, so that no unit's rows depend on another's. */
function joined(from: Reached, { owner, unit, ...step }: Step, { at }: TableRelation, work: Work): Reached | undefined {
  // A key path that left its owner's tables would read another's.
  const into = work.question.collaboration.tables.find(({ name }) => name === step.table)
  if (into === undefined || into.owner !== owner) return undefined
  // Taking out a unit of another kind there would move rows from one of these units to another.
  const own = protectedTable(into)
  if (own !== undefined && unitName(own) !== unit) return undefined
  const schema = work.question.schema.tables.find(({ name }) => name === step.table)
  const [key, next] = [step.key, step.next].map((name) => schema?.columns.find((column) => column.name === name))
  if (key === undefined || next === undefined) return undefined
  const columns = (schema?.columns ?? []).map((column): Column => {
    const id = work.nextId()
    return { ...column, id, lineage: [id] }
  })
  const [keyColumn, nextColumn] = [key, next].map(({ name }) => columns.find((column) => column.name === name))
  if (keyColumn === undefined || nextColumn === undefined) return undefined
  const path: TableRelation = { kind: 'table', table: step.table, alias: step.table, columns, at }
  const on = callFunction('equal', [reference(from.unit, path), reference(keyColumn, path)], at)
  if ('expected' in on) return undefined
  const join: JoinRelation = {
    kind: 'join',
    join: 'inner',
    left: from.relation,
    right: path,
    on,
    columns: [...from.relation.columns, ...columns],
    at,
  }
  return { relation: join, unit: nextColumn }
}

function ofSomebody(relation: Relation, unit: Column, table: TableRelation): Relation {
  const condition = callFunction('is-not-null', [reference(unit, table)], table.at)
  if ('expected' in condition) throw new Error('a unit cannot be told from NULL')
  const kept: Expression = condition
  return { kind: 'filter', input: relation, condition: kept, clause: 'where', columns: relation.columns, at: table.at }
}
