import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Assessment } from '@glovebox/cleanroom'
import { catalogue } from '@glovebox/diagnostics'
import { loadCases, type RuleCase } from './load-cases.ts'
import { assessInRoom, refusals, withheld } from './room.ts'

const files = ['asking', 'aggregation', 'joins', 'list', 'custom', 'comparisons', 'thresholds', 'activation']
const cases = files.map((file) => ({ file, cases: loadCases(join(import.meta.dirname, `${file}.sql`)) }))

function ask({ member, purpose, ask: asked }: RuleCase): Assessment {
  const by = { member, ...(purpose === undefined ? {} : { purpose }) }
  return assessInRoom('sql' in asked ? { kind: 'sql', ...by, sql: asked.sql } : { kind: 'template', ...by, ...asked })
}

for (const { file, cases: ofFile } of cases) {
  describe(`rules: ${file}`, () => {
    for (const c of ofFile) {
      test(c.name, () => {
        const assessment = ask(c)
        const { diagnostics: found, plan, verdicts } = assessment
        assert.deepEqual(refusals(assessment), c.refusals.toSorted(), JSON.stringify(found))
        assert.equal(plan === undefined, c.refusals.length > 0)
        for (const { start, end } of c.marks) {
          const places = found.map((d) => `${d.at?.start}-${d.at?.end} ${d.code}`)
          const isUnderlined = found.some(({ at }) => at?.start === start && at.end === end)
          assert.ok(isUnderlined, `nothing is refused at ${start}-${end}, but at ${places.join(', ')}`)
        }
        for (const { table, verdict } of verdicts) {
          assert.equal(
            verdict === 'refuses',
            found.some((d) => d.table === table),
          )
        }
        if (c.withheld !== undefined) assert.deepEqual(withheld(assessment), c.withheld.toSorted())
      })
    }
  })
}

describe('rules: the cases together', () => {
  const all = cases.flatMap((of) => of.cases)

  test('each code of rules, templates and privacy is refused by a case', () => {
    const seen = new Set(all.flatMap((c) => c.refusals.map((line) => line.split(' ')[0])))
    const codes = Object.keys(catalogue).filter((code) =>
      /^RULE_|^TEMPLATE_(UNKNOWN|ACTIVATION|NO_ACTIVATION)$|^DESTINATION_|^PRIVACY_NOT/.test(code),
    )
    assert.deepEqual(
      codes.filter((code) => !seen.has(code)),
      ['RULE_COLUMN_MISSING'],
      'only a rule that contradicts its table, which no file that reads well has, is tested beside the code',
    )
  })

  test('each refusal says in one line what is wrong and what would be accepted', () => {
    for (const { code, message, help } of all.flatMap((c) => ask(c).diagnostics)) {
      for (const text of [message, help]) {
        assert.ok(text.length > 0 && !/[\r\n]|undefined|\[object/.test(text) && !text.endsWith('.'), `${code}: ${text}`)
      }
    }
  })

  test('no two cases of a file have one name', () => {
    for (const { file, cases: ofFile } of cases) {
      assert.equal(new Set(ofFile.map(({ name }) => name)).size, ofFile.length, file)
    }
  })
})
