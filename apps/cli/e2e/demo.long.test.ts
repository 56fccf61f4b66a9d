import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { glovebox } from './run.suite.ts'

test('the demo’s attacks succeed against rules and fail against differential privacy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-demo-'))
  try {
    const { code, stdout } = await glovebox(['demo', join(folder, 'room')])
    assert.equal(code, 0, stdout)
    const [rules = '', privacy = ''] = stdout.split('The second half: differential privacy')
    assert.match(rules, /The difference: 1 person, a doctor in Charlottetown, who earns \d+\./)
    assert.match(privacy, /The difference: -?[\d,]+ ± [\d,]+ people/)
    assert.match(privacy, /privacy answered from what was published before: costs nothing/)
    assert.match(privacy, /Asked 20 times more: the same numbers each time, and nothing spent\./)
    assert.match(privacy, /budget of programme\n[\d.]+ % spent, 9[\d.]+ % left/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
