import assert from 'node:assert/strict'
import {
  type ColumnId,
  children,
  compile,
  type Expression,
  evaluate,
  type Query,
  relationsOf,
  type Tables,
  tablesOf,
  type Value,
} from '@glovebox/sql'
import { type Random, random } from '../random.ts'
import { plainSql } from './plain-sql.ts'
import { plainRows, plainSchema } from './plain-tables.ts'

/**
 * Changes every column of every table in turn and looks which outputs of random queries change. An output may change
 * only if the column is in its lineage, or decides which rows there are.
 */
export function checkLineage(seed: number, count: number): { readonly checked: number; readonly spared: number } {
  const choices = random(seed)
  let [checked, spared] = [0, 0]
  for (let i = 0; i < count; i++) {
    const { sql } = plainSql(choices)
    const compiled = compile(sql, plainSchema, [])
    if (!compiled.ok) continue
    const tables = plainRows(choices)
    const before = evaluate(compiled.value, tables).rows
    const lineages = outputLineages(compiled.value)
    const deciding = decidingColumns(compiled.value)
    for (const [table, column, ids] of columnsRead(compiled.value)) {
      if (ids.some((id) => deciding.has(id))) continue
      const untouched = lineages.flatMap((lineage, output) => (ids.some((id) => lineage.includes(id)) ? [] : [output]))
      if (untouched.length === 0) continue
      const after: typeof before = evaluate(compiled.value, changed(tables, table, column, choices)).rows
      assert.deepEqual(projected(after, untouched), projected(before, untouched), `${table}.${column} changes\n${sql}`)
      checked++
      spared += untouched.length < lineages.length ? 1 : 0
    }
  }
  return { checked, spared }
}

/** The columns whose values decide which rows there are: by filter, join, key, order, or a set operation. */
function decidingColumns(query: Query): ReadonlySet<ColumnId> {
  const lineage = lineageOfColumns(query)
  const found = new Set<ColumnId>()
  const add = (expressions: readonly Expression[]): void => {
    for (const expression of expressions) for (const id of lineage(expression)) found.add(id)
  }
  for (const relation of relationsOf(query)) {
    if (relation.kind === 'filter') add([relation.condition])
    if (relation.kind === 'join' && relation.on !== undefined) add([relation.on])
    if (relation.kind === 'reduce') add(relation.keys.map((key) => key.expression))
    if (relation.kind === 'sort') add(relation.keys.map((key) => key.expression))
    if (relation.kind === 'set' && relation.operator !== 'union-all') {
      for (const column of relation.columns) for (const id of column.lineage) found.add(id)
    }
  }
  return found
}

function lineageOfColumns(query: Query): (expression: Expression) => readonly ColumnId[] {
  const known = new Map(relationsOf(query).flatMap((r) => r.columns.map((column) => [column.id, column.lineage])))
  const visit = (expression: Expression): readonly ColumnId[] => {
    const own = expression.kind === 'column' ? expression.id : 'output' in expression ? expression.output : undefined
    return [...(own === undefined ? [] : (known.get(own) ?? [])), ...children(expression).flatMap(visit)]
  }
  return visit
}

function outputLineages({ relation, outputs }: Query): readonly (readonly ColumnId[])[] {
  return outputs.map(({ id }) => relation.columns.find((column) => column.id === id)?.lineage ?? [])
}

/** Every column of every table that is read, with its ids in all places where the table stands. */
function columnsRead(query: Query): readonly (readonly [table: string, column: string, ids: readonly ColumnId[]])[] {
  const read = tablesOf(query)
  return plainSchema.tables.flatMap(({ name, columns }) => {
    const places = read.filter((table) => table.table === name)
    if (places.length === 0) return []
    return columns.map(({ name: column }) => {
      const ids = places.flatMap((place) => place.columns.filter((c) => c.name === column).map((c) => c.id))
      return [name, column, ids] as const
    })
  })
}

function changed(tables: Tables, name: string, column: string, choices: Random): Tables {
  const index = plainSchema.tables.find((table) => table.name === name)?.columns.findIndex((c) => c.name === column)
  const other = (value: Value): Value => {
    if (value === null || choices.below(3) === 0) return column.startsWith('t') ? 'changed' : 77n
    return choices.flip() ? null : value
  }
  const rows = (tables[name] ?? []).map((row) => row.map((value, i) => (i === index ? other(value) : value)))
  return { ...tables, [name]: rows }
}

function projected(rows: readonly (readonly Value[])[], outputs: readonly number[]): readonly string[] {
  return rows.map((row) => outputs.map((output) => String(row[output])).join('|')).sort()
}
