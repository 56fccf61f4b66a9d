import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { glovebox, newRoom } from './run.suite.ts'

const room = newRoom()
const count = 'SELECT COUNT(DISTINCT user_id) AS people FROM visits'

type Row = {
  readonly name: string
  readonly args: readonly string[]
  readonly code: number
  readonly out?: RegExp
  readonly err?: RegExp
  readonly input?: string
}

const rows: readonly Row[] = [
  { name: 'help', args: ['--help'], code: 0, out: /^Usage: glovebox/ },
  { name: 'help of a command', args: ['help', 'query'], code: 0, out: /Exit codes: 0 done; 2 refused/ },
  { name: 'version', args: ['--version'], code: 0, out: /^\d+\.\d+\.\d+\n$/ },
  {
    name: 'a source that cannot be read',
    args: ['validate'],
    code: 2,
    err: /SOURCE_UNREADABLE[\s\S]*collaboration.yaml:\d+:\d+/,
  },
  { name: 'an accepted question', args: ['check', '--as', 'advertiser', count], code: 0, out: /visits .* allows/ },
  { name: 'how it would run', args: ['explain', '--as', 'advertiser', count], code: 0, out: /SQL for duckdb/ },
  {
    name: 'a result',
    args: ['query', '--as', 'advertiser', count],
    code: 0,
    out: /people\n─+\n +5\n$/,
    err: /receipt rcpt_/,
  },
  {
    name: 'SQL from standard input',
    args: ['query', '--as', 'advertiser', '--sql-file', '-', '--format', 'csv'],
    input: `\ufeff${count}`,
    code: 0,
    out: /^people\r\n5\r\n$/,
  },
  {
    name: 'SQL that is no text',
    args: ['query', '--as', 'advertiser', '--sql-file', 'broken.sql'],
    code: 64,
    err: /^error: broken.sql cannot be read: it is not UTF-8\n$/,
  },
  {
    name: 'SQL in a folder',
    args: ['query', '--as', 'advertiser', '--sql-file', '.'],
    code: 64,
    err: /it is a folder/,
  },
  { name: 'a folder for a file', args: ['validate', '-f', '.'], code: 2, err: /`.` cannot be read: it is a folder/ },
  {
    name: 'a template with a parameter',
    args: ['query', '--as', 'advertiser', '--template', 'by_city', '--param', 'least=6', '--format', 'csv'],
    code: 0,
    out: /^city,people\r\nBerlin,3\r\n$/,
    err: /note: /,
  },
  {
    name: 'a result for others',
    args: ['query', '--as', 'analyst', count],
    code: 0,
    out: /^$/,
    err: /the result went to advertiser/,
  },
  { name: 'the log', args: ['log'], code: 0, out: /advertiser/ },
  { name: 'the log, verified', args: ['log', 'verify'], code: 0, out: /^whole: \d+ entries, head \d+:[0-9a-f]{64}\n$/ },
  {
    name: 'a head that the log does not hold',
    args: ['log', 'verify', '--head', `2:${'0'.repeat(64)}`],
    code: 2,
    err: /^broken at entry 2: /,
  },
  { name: 'a receipt that is none', args: ['receipt', 'rcpt_x'], code: 2, err: /there is no receipt/ },
  {
    name: 'SQL with a mistake',
    args: ['query', '--as', 'advertiser', 'SELEC 1'],
    code: 2,
    err: /error SQL_.*\n.*SELEC 1/,
  },
  {
    name: 'a question that a rule refuses',
    args: ['query', '--as', 'advertiser', 'SELECT user_id FROM visits'],
    code: 2,
    out: /^$/,
    err: /error RULE_[\s\S]*refused by.*visits.*publisher/,
  },
  {
    name: 'a check that a rule refuses',
    args: ['check', '--as', 'advertiser', 'SELECT user_id FROM visits'],
    code: 2,
    out: /visits .* refuses/,
  },
  { name: 'a missing file', args: ['validate', '-f', 'nowhere.yaml'], code: 2, err: /FILE_UNREADABLE.*nowhere.yaml/ },
  {
    name: 'a member that may not ask',
    args: ['query', '--as', 'publisher', count],
    code: 4,
    err: /MEMBER_MAY_NOT_QUERY/,
  },
  { name: 'a stranger', args: ['query', '--as', 'nobody', count], code: 4, err: /MEMBER_UNKNOWN[\s\S]*publisher/ },
  {
    name: 'a run that fails',
    args: ['query', '--as', 'advertiser', 'SELECT COUNT(a) AS c FROM broken'],
    code: 5,
    out: /^$/,
    err: /ENGINE_FAILED[\s\S]*receipt rcpt_/,
  },
  { name: 'no command', args: [], code: 64, out: /^$/, err: /Usage:/ },
  { name: 'an unknown command', args: ['qery'], code: 64, err: /Did you mean query\?/ },
  { name: 'an unknown option', args: ['query', '--frobnicate'], code: 64, err: /unknown option/ },
  { name: 'nothing to ask', args: ['query', '--as', 'advertiser'], code: 64, err: /nothing to ask/ },
  {
    name: 'two things to ask',
    args: ['query', '--as', 'advertiser', '--template', 't', count],
    code: 64,
    err: /only one/,
  },
  { name: 'nobody who asks', args: ['query', count], code: 64, err: /--as MEMBER: advertiser, analyst/ },
  {
    name: 'SQL that is not there',
    args: ['query', '--sql-file', 'nowhere.sql'],
    code: 64,
    err: /nowhere.sql cannot be read/,
  },
  { name: 'a parameter of nothing', args: ['query', '--param', 'a=1', count], code: 64, err: /--param belongs/ },
  { name: 'explain as CSV', args: ['explain', '--format', 'csv', count], code: 64, err: /no table/ },
]

for (const { name, args, code, out, err, input } of rows) {
  test(`${name}: ${code}`, async () => {
    const ended = await glovebox(args, { cwd: room, ...(input === undefined ? {} : { input }) })
    assert.equal(ended.code, code, ended.stderr)
    if (out !== undefined) assert.match(ended.stdout, out)
    if (err !== undefined) assert.match(ended.stderr, err)
    assert.ok(!`${ended.stdout}${ended.stderr}`.includes('\u001b'), 'no colours where there is no terminal')
    assert.doesNotMatch(ended.stderr, /ExperimentalWarning|internal error/)
  })
}

test('a state that lost a table is no bug of the command', async () => {
  const folder = newRoom()
  await glovebox(['query', '--as', 'advertiser', count], { cwd: folder })
  const database = new DatabaseSync(join(folder, '.glovebox', 'state.db'))
  database.exec('DROP TABLE log_entries')
  database.close()
  for (const args of [['log'], ['log', 'verify'], ['query', '--as', 'advertiser', count]]) {
    const ended = await glovebox(args, { cwd: folder })
    assert.equal(ended.code, 5)
    assert.match(
      ended.stderr,
      /^error: the state beside the collaboration file cannot be used: no such table: log_entries\n$/,
    )
  }
})
