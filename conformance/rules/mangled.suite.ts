import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { malformations } from '../../core/sql/src/relation/well-formed.ts'
import { loadCases } from './load-cases.ts'
import { pick, type Random, seeded } from './random-query.ts'
import { assessInRoom } from './room.ts'

const questions = ['aggregation', 'joins', 'list', 'custom', 'comparisons', 'thresholds']
  .flatMap((file) => loadCases(join(import.meta.dirname, `${file}.sql`)))
  .flatMap(({ ask }) => ('sql' in ask ? [ask.sql] : []))
const words = (sql: string): readonly string[] => sql.match(/\w+|'[^']*'|\s+|[^\w\s]/g) ?? []
const vocabulary = questions.flatMap(words).filter((word) => word.trim() !== '')

/** A word that could stand where another does: a name for a name, a sign for a sign. */
const alike = (word: string, random: Random): string => {
  const kind = /^\w/.test(word) ? /^\w/ : /^'/.test(word) ? /^'/ : /^[^\w']/
  return word.trim() === ''
    ? word
    : pick(
        random,
        vocabulary.filter((other) => kind.test(other)),
      )
}

/** The words of a question with some left out, repeated or replaced; or the head of one and the tail of another. */
function mangled(random: Random): string {
  const text = [...words(pick(random, questions))]
  if (random() < 0.2) text.splice(Math.floor(random() * text.length), text.length, ...words(pick(random, questions)))
  for (let n = Math.floor(random() * 3); n >= 0; n--) {
    const at = Math.floor(random() * text.length)
    const change = random()
    if (change < 0.1) text.splice(at, 1)
    else if (change < 0.2) text.splice(at, 0, ...text.slice(at, at + 8))
    else text.splice(at, 1, alike(text[at] ?? '', random))
  }
  return text.join('')
}

/** Assesses so many times the usual number of questions that were damaged at random. */
export function mangledSuite(rounds: number): void {
  describe('mangled questions', () => {
    test('are refused in words or accepted as a well-formed plan, and nothing is thrown', () => {
      const random = seeded(5 + 10 * rounds)
      let [accepted, refused] = [0, 0]
      for (let i = 0; i < 1500 * rounds; i++) {
        const sql = mangled(random)
        const { plan, diagnostics } = assessInRoom({ kind: 'sql', member: 'analyst', sql })
        assert.equal(
          plan === undefined,
          diagnostics.some(({ severity }) => severity === 'error'),
          sql,
        )
        for (const { message, help, at } of diagnostics) {
          assert.ok(
            message !== '' && help !== '' && !/[\r\n]|undefined/.test(message + help),
            `${sql}: ${message}; ${help}`,
          )
          assert.ok(at === undefined || (at.start >= 0 && at.end <= sql.length && at.start <= at.end), sql)
        }
        if (plan === undefined) {
          refused++
          continue
        }
        accepted++
        assert.deepEqual(malformations(plan.query), [], sql)
      }
      assert.ok(accepted > 30 * rounds && refused > 500 * rounds, `${accepted} accepted, ${refused} refused`)
    })
  })
}
