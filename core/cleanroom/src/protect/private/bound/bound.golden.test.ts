import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { duckdb, emit, malformations } from '@glovebox/sql'
import { stepOf } from './bound.fixture.ts'

// Each case of the golden file: a sentence, SQL, and what an engine runs for it.
// GOLDEN=write rewrites what engines run; read the difference before you keep it.

const file = new URL('bound.golden.sql', import.meta.url)
const cases = [...readFileSync(file, 'utf8').matchAll(/^-- (.+)\n(.+);\n(?:\/\*\n([\s\S]*?)\n\*\/\n)?/gm)].map(
  ([, name = '', sql = '', emitted = '']) => ({ name, sql, emitted }),
)

function emittedOf(sql: string): string {
  return stepOf(sql)
    .parts.map(({ query }) => emit(query, duckdb).sql)
    .join('\n;\n')
}

if (process.env.GOLDEN === 'write') {
  writeFileSync(file, cases.map(({ name, sql }) => `-- ${name}\n${sql};\n/*\n${emittedOf(sql)}\n*/\n`).join('\n'))
}

test('the golden file has cases', () => assert.ok(cases.length >= 10))

for (const { name, sql, emitted } of cases) {
  test(`emitted: ${name}`, () => {
    for (const { query } of stepOf(sql).parts) assert.deepEqual(malformations(query), [])
    assert.equal(emittedOf(sql), emitted)
  })
}
