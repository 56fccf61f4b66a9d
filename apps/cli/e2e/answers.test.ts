import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Ended, glovebox, launcher, newRoom } from './run.suite.ts'

const room = newRoom()

async function json(
  args: readonly string[],
): Promise<{ readonly ended: Ended; readonly value: Record<string, unknown> }> {
  const ended = await glovebox([...args, '--json'], { cwd: room })
  assert.equal(ended.stderr, '', 'JSON alone says everything')
  return { ended, value: JSON.parse(ended.stdout) as Record<string, unknown> }
}

test('query --json: the result and what is withheld', async () => {
  const { value } = await json([
    'query',
    '--as',
    'advertiser',
    'SELECT city, COUNT(*) AS n FROM visits GROUP BY city ORDER BY city',
  ])
  assert.deepEqual(Object.keys(value), ['status', 'columns', 'rows', 'suppression', 'receipt'])
  assert.equal(value.status, 'ok')
  assert.deepEqual(value.columns, [
    { name: 'city', type: 'VARCHAR' },
    { name: 'n', type: 'BIGINT' },
  ])
  // Basel has one person.
  assert.deepEqual(value.rows, [
    ['Berlin', 3],
    ['Bern', 2],
  ])
  assert.equal((value.suppression as { constraints: unknown[] }).constraints.length, 1)
})

test('query --json: a refusal with its place', async () => {
  const { ended, value } = await json(['query', '--as', 'advertiser', 'SELECT city,\n  nothing FROM visits'])
  assert.equal(ended.code, 2)
  assert.deepEqual(Object.keys(value), ['status', 'diagnostics'])
  const [first] = value.diagnostics as readonly { at: unknown; code: string }[]
  assert.deepEqual(first?.at, { start: 15, end: 22, line: 2, column: 3 })
})

test('query --json: a run that failed', async () => {
  const { ended, value } = await json(['query', '--as', 'advertiser', 'SELECT COUNT(a) AS c FROM broken'])
  assert.equal(ended.code, 5)
  assert.deepEqual(Object.keys(value), ['status', 'diagnostics', 'receipt'])
  assert.ok(!ended.stdout.includes('Parquet'), 'the engine’s words are for the owner')
})

test('check --json: verdicts of every rule', async () => {
  const { value } = await json(['check', '--as', 'advertiser', 'SELECT COUNT(*) AS c FROM visits'])
  assert.deepEqual(Object.keys(value), [
    'status',
    'price',
    'expectedError',
    'usefulness',
    'rules',
    'suppression',
    'diagnostics',
  ])
  assert.deepEqual(value.rules, [{ table: 'visits', owner: 'publisher', rule: 'custom', verdict: 'allows' }])
})

test('validate --json: the shape of a refusal, with places in the file', async () => {
  const { ended, value } = await json(['validate'])
  assert.equal(ended.code, 2)
  assert.equal(value.status, 'refused')
  const places = (value.diagnostics as readonly { code: string; at?: { line: number } }[]).filter(
    ({ code }) => code === 'SOURCE_UNREADABLE',
  )
  assert.equal(places[0]?.at?.line, 32)
})

test('receipt --as: a receiver opens what another member asked', async () => {
  const { value } = await json(['query', '--as', 'analyst', 'SELECT COUNT(DISTINCT user_id) AS people FROM visits'])
  assert.deepEqual(value.receivers, ['advertiser'])
  assert.equal(value.rows, undefined)
  const opened = await json(['receipt', String(value.receipt), '--as', 'advertiser'])
  assert.deepEqual((opened.value.opening as { result: unknown }).result, {
    columns: [{ name: 'people', type: 'BIGINT' }],
    rows: [[5]],
  })
  const closed = await glovebox(['receipt', String(value.receipt), '--as', 'analyst'], { cwd: room })
  assert.equal(closed.code, 4)
  const shown = await glovebox(['receipt', String(value.receipt)], { cwd: room })
  assert.match(shown.stdout, /^id +rcpt_/m)
})

test('CSV holds what the data says; a table shows it harmlessly', async () => {
  const sql = 'SELECT note FROM numbers ORDER BY n'
  const csv = await glovebox(['query', '--as', 'advertiser', '--format', 'csv', sql], { cwd: room })
  assert.equal(csv.stdout, 'note\r\nplain\r\n"a, ""quoted"" one"\r\n\r\n""\r\n\u001b[31mred\r\n=1+1\r\n東京\r\n')
  const table = await glovebox(['query', '--as', 'advertiser', sql], { cwd: room })
  assert.match(table.stdout, /␛\[31mred/)
  assert.match(table.stdout, /NULL/)
})

test('colours are where they are wanted', async () => {
  const sql = 'SELECT nothing FROM visits'
  const args = ['query', '--as', 'advertiser', sql]
  const forced = await glovebox(args, { cwd: room, env: { FORCE_COLOR: '1' } })
  assert.ok(forced.stderr.includes('\u001b['))
  for (const [more, env] of [
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }],
    [['--no-color'], { FORCE_COLOR: '1' }],
  ] as const) {
    const plain = await glovebox([...args, ...more], { cwd: room, env })
    assert.ok(!plain.stderr.includes('\u001b'))
  }
})

test('a reader that goes away is no error', () => {
  const folder = newRoom()
  writeFileSync(
    join(folder, 'numbers.csv'),
    `n,note\n${Array.from({ length: 200_000 }, (_, i) => `${i},some text`).join('\n')}\n`,
  )
  for (const format of ['csv', 'json', 'table']) {
    const script = `"$1" "$2" query --as advertiser --format ${format} 'SELECT n, note FROM numbers' | head -c 20 > /dev/null; echo "\${PIPESTATUS[0]}"`
    const run = spawnSync('bash', ['-c', script, 'bash', process.execPath, launcher], { cwd: folder, encoding: 'utf8' })
    assert.doesNotMatch(run.stderr, /EPIPE|internal error| at /)
    assert.equal(run.stdout, '0\n')
  }
})
