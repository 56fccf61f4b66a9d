import assert from 'node:assert/strict'
import { compile, normalText, printRelation, type Schema, type Tables } from '@glovebox/sql'
import { parameters } from '../differential/database.ts'
import { trialOf } from '../differential/difference.ts'
import { percent, pick, replayedSource, type Source, seededSource, several } from '../differential/source.ts'
import type { Random } from '../random.ts'
import { plainSql } from '../resolve/plain-sql.ts'
import { plainRows, plainSchema } from '../resolve/plain-tables.ts'
import { mutated } from './mutate.ts'
import { rewritten } from './rewrite.ts'
import { type Asked, isDetermined, rowsOf, variants } from './same-rows.ts'
import { smallQuery, smallRows, smallSchema } from './small-query.ts'

/** What a comparison of many pairs came to. */
export type Tally = { rewritten: number; missed: number; mutated: number; met: number; refused: number }

/**
 * Compares random queries with other ways to write them, which must share their normal form, and with small changes of
 * them, which may share it only where they give the same rows on random small databases.
 */
export function compareNormalForms(seed: number, count: number): Tally {
  const tally: Tally = { rewritten: 0, missed: 0, mutated: 0, met: 0, refused: 0 }
  for (let i = 0; i < count; i++) {
    const source = seededSource(seed + i)
    const isPlain = i % 2 === 0
    const question = isPlain ? plainQuestion(source) : oddQuestion(source)
    const asked = question === undefined ? undefined : compiled(question)
    if (question === undefined || asked === undefined) {
      tally.refused++
      continue
    }
    const label = `seed ${seed + i}\n${question.sql}`
    compareOtherWay(asked, question.tables, source, tally, label)
    for (let n = 0; n < 3; n++) compareChange(asked, question.tables, source, tally, label)
  }
  return tally
}

type Question = { readonly sql: string; readonly schema: Schema; readonly tables: Tables }

function plainQuestion(source: Source): Question {
  const choices = choicesOf(source)
  const tables = plainRows(choices)
  return { sql: plainSql(choices).sql, schema: plainSchema, tables }
}

/** Of all types and with the oddest values. */
function oddQuestion(source: Source): Question {
  const { database, sql } = trialOf(source)
  return { sql, schema: database.schema, tables: database.tables }
}

function choicesOf(source: Source): Random {
  return {
    below: (n) => source.below(n),
    flip: () => percent(source, 50),
    pick: (from) => pick(source, from),
  }
}

function compiled({ sql, schema }: Pick<Question, 'sql' | 'schema'>): Asked | undefined {
  const result = compile(sql, schema, parameters)
  return result.ok ? { relation: result.value.relation, outputs: result.value.outputs } : undefined
}

function textOf({ relation, outputs }: Asked): string {
  return normalText(
    relation,
    outputs.map(({ id }) => id),
  )
}

function outline({ relation, outputs }: Asked): string {
  return printRelation({ relation, outputs, features: [] })
}

function compareOtherWay(asked: Asked, tables: Tables, source: Source, tally: Tally, label: string): void {
  const other: Asked = { ...asked, relation: rewritten(asked.relation, source) }
  tally.rewritten++
  const both = `${label}\n${outline(asked)}\n${outline(other)}`
  if (textOf(other) !== textOf(asked)) tally.missed++
  compareRows(asked, other, tables, both)
}

function compareChange(asked: Asked, tables: Tables, source: Source, tally: Tally, label: string): void {
  const changed: Asked = { ...asked, relation: mutated(asked.relation, source) }
  if (outline(changed) === outline(asked)) return
  const other = percent(source, 50) ? { ...changed, relation: rewritten(changed.relation, source) } : changed
  tally.mutated++
  if (textOf(other) !== textOf(asked)) return
  tally.met++
  compareRows(asked, other, tables, `${label}\n${outline(asked)}\n${outline(other)}`)
}

function compareRows(one: Asked, other: Asked, tables: Tables, label: string): void {
  for (const database of variants(tables)) {
    const rows = [one, other].map((asked) => rowsOf(asked, database))
    if (rows[0] === rows[1] || rows.includes(undefined)) continue
    assert.ok(!isDetermined(one, database) || !isDetermined(other, database), `${label}\n${rows.join('\n\n')}`)
  }
}

/** What many queries made of the same few parts came to. */
export type Meetings = { asked: number; met: number }

/**
 * Asks random queries of a few tables with a few columns, each with neighbours that differ in a choice or two, so that
 * some say the same in different words and more nearly the same: all that share a normal form give the same rows.
 */
export function compareSmallQueries(seed: number, count: number): Meetings {
  const tally: Meetings = { asked: 0, met: 0 }
  const source = seededSource(seed)
  const databases = Array.from({ length: 6 }, () => smallRows(source))
  const known = new Map<string, { readonly query: Asked; readonly sql: string }>()
  const written = new Set<string>()
  let choices: readonly number[] = []
  for (let i = 0; i < count; i++) {
    const chosen = i % 10 === 0 ? seededSource(seed * count + i) : replayedSource(otherChoices(choices, source))
    const sql = smallQuery(chosen)
    if (i % 10 === 0) choices = chosen.choices
    const query = written.has(sql) ? undefined : compiled({ sql, schema: smallSchema })
    written.add(sql)
    if (query === undefined) continue
    tally.asked++
    const text = textOf(query)
    const before = known.get(text)
    known.set(text, before ?? { query, sql })
    if (before === undefined) continue
    tally.met++
    for (const tables of databases) {
      assert.equal(rowsOf(query, tables), rowsOf(before.query, tables), `${sql}\n${before.sql}`)
    }
  }
  return tally
}

/** The choices with one or two of them made anew. */
function otherChoices(choices: readonly number[], source: Source): readonly number[] {
  return several(source, 1, 2, () => source.below(choices.length)).reduce<readonly number[]>(
    (changed, place) => changed.with(place, source.below(16)),
    choices,
  )
}
