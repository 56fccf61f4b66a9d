import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Attempt, JavaScriptTask } from './attack/raw-javascript.ts'
import type { SqlOutcome, SqlTask } from './attack/raw-sql.ts'
import { attack, inputPath } from './attack/start-attack.ts'
import { machineIsolation } from './machine-isolation.ts'
import type { Isolation } from './sandbox/isolation.ts'
import { needSandbox } from './sandbox/need-sandbox.ts'

// What a run could do if everything above the sandbox had failed: SQL that no guard has seen, and code that runs in
// the worker's place. These tests fail where there is no sandbox; they are never skipped.

const secret = 'the-secret-of-another-member'
const base = mkdtempSync(join(tmpdir(), 'glovebox-attack-'))
const [root, secretFolder] = [join(base, 'runs'), join(base, 'secrets')]
const secretFile = join(secretFolder, 'secret.csv')
const input = { path: join(base, 'input.csv'), at: '0-0' }
const socketPath = join(base, 'socket')
/** Of another run: outside of the root, which every test leaves empty. */
const otherRun = join(base, 'others', 'another')
const plain: Isolation = { level: 'process', missing: 'chosen by a test' }

let isLured = false
const lure: Server = createServer((_, response) => {
  isLured = true
  response.end('a,b\n1,2\n')
})
const socketServer = createSocketServer((socket) => socket.end())
let port = 0

before(async () => {
  for (const folder of [root, secretFolder]) mkdirSync(folder)
  writeFileSync(secretFile, `id,word\n1,${secret}\n`)
  writeFileSync(input.path, 'id,name\n1,one\n')
  mkdirSync(otherRun, { recursive: true })
  writeFileSync(join(otherRun, 'fetched'), secret)
  await new Promise<void>((resolve) => lure.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => socketServer.listen(socketPath, resolve))
  port = (lure.address() as AddressInfo).port
})

after(() => {
  lure.close()
  socketServer.close()
  rmSync(base, { recursive: true, force: true })
})

/** Every one of these must fail; `…` stands for paths that the attacker knows. */
const statements: readonly string[] = [
  "SELECT * FROM read_csv('/etc/passwd', header = false)",
  "SELECT * FROM '…secret'",
  "SELECT * FROM read_csv('…secret')",
  "SELECT * FROM read_text('…secret')",
  "SELECT * FROM read_blob('…secret')",
  "SELECT * FROM read_text('file://…secret')",
  "SELECT * FROM read_text('…folder/*')",
  "SELECT * FROM read_text('…data/../../../../../../../../…secret')",
  "SELECT * FROM read_text('…spill/../../../../../../../../…secret')",
  "SELECT * FROM read_text('…spill/link')",
  "SELECT * FROM read_json('…secret')",
  "SELECT * FROM read_json_objects('…secret')",
  "SELECT * FROM read_parquet('…secret')",
  "SELECT * FROM parquet_metadata('…secret')",
  "SELECT * FROM sniff_csv('…secret')",
  "SELECT * FROM glob('…folder/*')",
  "SELECT * FROM glob('/etc/*')",
  "SELECT * FROM query('FROM read_text(''…secret'')')",
  "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''…secret'')'))",
  "COPY (SELECT 1) TO '…folder/planted.csv'",
  "COPY (SELECT 1) TO '…secret'",
  "COPY (SELECT 1) TO '…input'",
  "COPY (SELECT 1) TO '/tmp/glovebox-planted.csv'",
  "EXPORT DATABASE '…folder/planted'",
  "IMPORT DATABASE '…folder'",
  "ATTACH '…folder/planted.db'",
  "ATTACH '…secret' AS other",
  'INSTALL httpfs',
  'LOAD httpfs',
  "LOAD '…folder/planted.duckdb_extension'",
  'INSTALL spatial FROM community',
  "SELECT * FROM read_csv('http://127.0.0.1:…port/x.csv')",
  "SELECT * FROM 'http://127.0.0.1:…port/x.parquet'",
  "SELECT * FROM read_text('s3://bucket/x')",
  'SET enable_external_access = true',
  "SET allowed_paths = ['…secret']",
  "SET allowed_directories = ['/']",
  "SET temp_directory = '…folder'",
  "SET memory_limit = '100GB'",
  'SET threads = 64',
  'SET lock_configuration = false',
  'RESET lock_configuration',
  'RESET enable_external_access',
  'SET GLOBAL enable_external_access = true',
  'PRAGMA enable_external_access = true',
  "SET profiling_output = '…folder/planted'",
  "SET log_query_path = '…folder/planted'",
  "SET home_directory = '…folder'",
  "SET secret_directory = '…folder'",
  "SET extension_directory = '…folder'",
  'SET allow_unsigned_extensions = true',
  'SET allow_community_extensions = true',
  'SET autoload_known_extensions = true',
  "SET disabled_optimizers = ''",
  "SET TimeZone = 'Asia/Tokyo'",
  "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
  'SELECT * FROM duckdb_secrets()',
  "SELECT getenv('HOME')",
  "SELECT 1; COPY (SELECT 1) TO '…folder/planted.csv'",
]

async function tryStatements(isolation: Isolation, sql: readonly string[]): Promise<readonly SqlOutcome[]> {
  return attack<SqlOutcome>({
    isolation,
    root,
    entry: 'raw-sql.mjs',
    files: [input],
    task: ({ addon, spillFolder, dataFolder }, folder): SqlTask => {
      symlinkSync(secretFile, join(folder.spill, 'link'))
      const known = { secret: secretFile, folder: secretFolder, data: dataFolder, spill: spillFolder, port: `${port}` }
      const file = join(dataFolder, input.at)
      return {
        setup: { addon, spillFolder, threads: 2, memoryMb: 256, temporaryMb: 64 },
        files: [file],
        statements: sql.map((text) =>
          Object.entries({ ...known, input: file }).reduce((t, [name, value]) => t.replaceAll(`…${name}`, value), text),
        ),
      }
    },
  })
}

function assertUntouched(): void {
  assert.deepEqual(readdirSync(secretFolder), ['secret.csv'])
  assert.equal(readFileSync(secretFile, 'utf8'), `id,word\n1,${secret}\n`)
  assert.equal(readFileSync(input.path, 'utf8'), 'id,name\n1,one\n')
  assert.equal(isLured, false)
}

for (const level of ['sandbox', 'process'] as const) {
  const isolationOf = async (): Promise<Isolation> =>
    level === 'sandbox' ? needSandbox(await machineIsolation()) : plain

  describe(`SQL that no guard has seen, ${level}`, () => {
    test('reads the files of its run, and no statement gets further', async () => {
      const own = "SELECT name FROM read_csv('…input')"
      const outcomes = await tryStatements(await isolationOf(), [own, ...statements, own])
      const [first, ...others] = outcomes
      const last = others.pop()
      assert.deepEqual(first?.rows, [['one']])
      assert.equal(others.length, statements.length)
      for (const { sql, rows, error } of others) {
        assert.equal(rows, undefined, `${sql} gave ${JSON.stringify(rows)}`)
        assert.ok(!String(error).includes(secret), `${sql} says the secret`)
      }
      assert.deepEqual(last?.rows, [['one']], 'a statement has harmed those after it')
      assertUntouched()
    })

    // Nothing in DuckDB closes this but to forbid all files; its harm ends with the process, and so with the run.
    test('a log that it asks for is not written anywhere but to its spill folder', async () => {
      await tryStatements(await isolationOf(), [
        "CALL enable_logging(storage = 'file', storage_path = '…folder/planted')",
        'SELECT 1',
      ])
      assertUntouched()
    })

    test('what it writes to its spill folder is gone with the run', async () => {
      const outcomes = await tryStatements(await isolationOf(), [
        "COPY (SELECT 42) TO '…spill/out.csv'",
        "SELECT * FROM read_csv('…spill/out.csv', header = false)",
      ])
      assert.equal(outcomes.length, 2)
      assert.deepEqual(readdirSync(root), [])
      assertUntouched()
    })
  })
}

describe('code in the place of a worker', () => {
  const attempts = (isolation: Isolation): Promise<readonly Attempt[]> =>
    attack<Attempt>({
      isolation,
      root,
      entry: 'raw-javascript.mjs',
      files: [input],
      task: (places, folder): JavaScriptTask => ({
        isConfined: isolation.level === 'sandbox',
        secretFile,
        secretFolder,
        inputFile: inputPath(places, input),
        port,
        socketPath,
        serverId: process.pid,
        workerFolder: isolation.level === 'sandbox' ? '/engine/worker' : folder.worker,
        spillFolder: places.spillFolder,
        otherRun,
      }),
    })

  test('gains nothing in the sandbox', async () => {
    const before = process.env.NODE_OPTIONS
    process.env.NODE_OPTIONS = '--no-deprecation'
    process.env.GLOVEBOX_SECRET = secret
    const made = await attempts(needSandbox(await machineIsolation()))
    if (before === undefined) delete process.env.NODE_OPTIONS
    else process.env.NODE_OPTIONS = before
    assert.deepEqual(
      made.filter(({ gained }) => gained !== undefined),
      [],
    )
    assert.equal(made.length, 35)
    assertUntouched()
  })

  // Without this a typing mistake in an attempt would count as a victory of the sandbox.
  test('would gain a lot in a plain process, but not the environment', async () => {
    const made = await attempts(plain)
    const gained = made.filter((attempt) => attempt.gained !== undefined).map(({ name }) => name)
    for (const name of [
      'read a secret file',
      'read the accounts of the machine',
      'read a secret file through a link',
      'read a secret file upwards',
      'write beside the secret',
      'connect to a port of the machine',
      'connect to a socket file',
      'read what was fetched for another run',
      'list the folders of other runs',
      'list processes',
      'start a program',
      'start a shell',
      'signal the server',
      'change its own code',
      'change the input',
    ])
      assert.ok(gained.includes(name), `${name}: ${made.find((attempt) => attempt.name === name)?.error}`)
    assert.ok(!gained.includes('read its own environment'))
  })
})
