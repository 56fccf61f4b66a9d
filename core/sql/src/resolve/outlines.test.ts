import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { accepted } from '../example.fixture.ts'
import { printRelation } from '../relation/print.ts'
import { malformations } from '../relation/well-formed.ts'

// Each case of the golden file: a sentence, SQL, and the outline of its relation.
// GOLDEN=write rewrites the outlines; read the difference before you keep it.

const file = new URL('outlines.golden.sql', import.meta.url)
const cases = [...readFileSync(file, 'utf8').matchAll(/^-- (.+)\n(.+);\n(?:\/\*\n([\s\S]*?)\n\*\/\n)?/gm)].map(
  ([, name = '', sql = '', outline = '']) => ({ name, sql, outline }),
)

if (process.env.GOLDEN === 'write') {
  const blocks = cases.map(({ name, sql }) => `-- ${name}\n${sql};\n/*\n${printRelation(accepted(sql))}\n*/\n`)
  writeFileSync(file, blocks.join('\n'))
}

test('the golden file has cases', () => {
  assert.ok(cases.length >= 20)
})

for (const { name, sql, outline } of cases) {
  test(`outline: ${name}`, () => {
    const query = accepted(sql)
    assert.deepEqual(malformations(query), [])
    assert.equal(printRelation(query), outline)
  })
}
