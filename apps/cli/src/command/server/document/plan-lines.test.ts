import assert from 'node:assert/strict'
import { test } from 'node:test'
import { style } from '../../../output/style.ts'
import { planLines, summaryOf } from './plan-lines.ts'

const text = `+ table visits (publisher)  [loosens]
    public: true
~ table members (publisher)
  ~ rule.custom: 100 -> 20  [may loosen]
  - rule.list: 1
`

test('what comes is green, what goes is red, and what loosens stands out', () => {
  const lines = [...planLines({ text, kept: ['table old'] }, style(true))]
  assert.ok(lines[0]?.startsWith('\u001b[32m+ table visits (publisher)  \u001b[1m\u001b[31m[loosens]'), lines[0])
  assert.equal(lines[1], '    public: true')
  assert.ok(lines[3]?.includes('\u001b[31m[may loosen]'), lines[3])
  assert.ok(lines[4]?.startsWith('\u001b[31m  - rule'), lines[4])
  assert.match(lines[5] ?? '', /--prune removes it\): table old/)
  assert.equal(lines.length, 6)
  assert.deepEqual([...planLines({ text: '! x waits\n', kept: [] }, style(true))], ['\u001b[1m! x waits\u001b[22m'])
})

test('nothing in a plan can write to the terminal', () => {
  const [line = ''] = planLines({ text: '+ table \u001b]0;owned\u0007x\n', kept: [] }, style(false))
  assert.ok(!line.includes('\u001b') && !line.includes('\u0007'), line)
})

test('a plan is summed up with what it loosens', () => {
  const change = { object: 'table', name: 'a', path: '' } as const
  assert.equal(summaryOf({ changes: [], postponed: [] }, 'm'), 'm: nothing to change')
  assert.equal(
    summaryOf(
      {
        changes: [
          { ...change, kind: 'added', effect: 'loosens' },
          { ...change, kind: 'added', effect: 'neither' },
          { ...change, kind: 'changed', effect: 'unknown' },
          { ...change, kind: 'removed', effect: 'tightens' },
        ],
        postponed: [],
      },
      'm',
    ),
    'm: 2 added, 1 changed, 1 removed; 2 of them let more be asked, or may',
  )
  const waits = { act: 'approve', template: 't', reason: 'TEMPLATE_NOT_PROPOSED', detail: '' } as const
  assert.equal(
    summaryOf({ changes: [], postponed: [waits] }, 'm'),
    'm: nothing to change; 1 postponed: apply the file again later',
  )
})
