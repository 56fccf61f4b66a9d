import assert from 'node:assert/strict'
import { compile } from '@glovebox/sql'
import { parameters } from './database.ts'
import { trialOf } from './difference.ts'
import { changed, columnsWithoutInfluence, isRead, resultText } from './lineage.ts'
import { seededSource } from './source.ts'

/**
 * Changes, in so many random accepted queries, every column that lineage says has no influence — at least one of them is
 * read somewhere — and expects the same result; then, to see that changes show at all, all the other columns.
 */
export function checkLineage(queries: number, seed: number): void {
  let [done, sawChange] = [0, 0]
  for (let trials = 0; done < queries; trials++) {
    const { database, sql } = trialOf(seededSource(seed + trials))
    const compiled = compile(sql, database.schema, parameters)
    if (!compiled.ok) continue
    const query = compiled.value
    const free = columnsWithoutInfluence(query)
    if (!free.some((column) => isRead(query, column))) continue
    done++
    const before = resultText(query, database.tables)
    const after = resultText(query, changed(database, free, seededSource(seed + trials)))
    const names = free.map(({ table, column }) => `${table}.${column}`).join(', ')
    assert.equal(after, before, `seed ${seed + trials}: ${names} changed the result of\n${sql}`)
    const all = database.schema.tables.flatMap(({ name, columns }) =>
      columns.map((c) => ({ table: name, column: c.name })),
    )
    const others = all.filter(({ table, column }) => !free.some((f) => f.table === table && f.column === column))
    if (resultText(query, changed(database, others, seededSource(seed + trials))) !== before) sawChange++
  }
  assert.ok(sawChange > queries * 0.2, `only ${sawChange} of ${queries} results changed with the other columns`)
}
