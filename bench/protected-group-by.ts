import { rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { assess, readCollaboration, schemaOf } from '@glovebox/cleanroom'
import { duckdb, emit } from '@glovebox/sql'
import { openDuckdbEngine } from '../service/server/src/engine/duckdb/open-duckdb-engine.ts'
import type { EngineJob } from '../service/server/src/port/engine.ts'
import { heavyTailed, makeMissing } from './heavy-tailed.ts'
import { numberArgument, rounded, timed } from './measure.ts'

// A rule-protected GROUP BY with a join, run as every analysis is run — assessed, rewritten, emitted, in a sandboxed
// process of its own — beside the same query with the same distinct counts by DuckDB alone. Goal: at most 1.25 times.
// The data is made on first use and kept: --rows, --threads, --memory (MB), --repeat.

const rows = numberArgument('rows', 20_000_000)
const threads = numberArgument('threads', availableParallelism())
const memoryMb = numberArgument('memory', 4096)
const repeat = numberArgument('repeat', 3)
const users = Math.max(1, Math.floor(rows / 10))

const cache = join(tmpdir(), 'glovebox-bench')
const eventsFile = join(cache, `events-${rows}.parquet`)
const usersFile = join(cache, `users-${users}.parquet`)

const data: Readonly<Record<string, string>> = {
  [eventsFile]: `
    SELECT u::BIGINT AS user_id, ((u % 20) * 5 + hash(i, 9) % 10)::INTEGER % 100 AS grp,
      round(-ln((hash(i, 10) % 1000000 + 1) / 1000001.0) * 20, 2)::DOUBLE AS amount
    FROM ${heavyTailed(rows, users)}`,
  [usersFile]: `SELECT i::BIGINT AS user_id, (hash(i, 1) % 20)::INTEGER AS segment FROM range(${users}) t(i)`,
}

const collaborationText = `
version: 1
collaboration: benchmark
members:
  - { name: publisher, abilities: [] }
  - { name: advertiser, abilities: [query, receive] }
tables:
  - name: events
    owner: publisher
    source: { file: events.parquet }
    columns: { user_id: BIGINT, grp: INTEGER, amount: DOUBLE }
    rule:
      aggregation:
        aggregateColumns:
          - { columnNames: [user_id], function: COUNT_DISTINCT }
          - { columnNames: [amount], function: SUM }
        joinColumns: [user_id]
        dimensionColumns: [grp]
        scalarFunctions: []
        outputConstraints: [{ columnName: user_id, minimum: 100, type: COUNT_DISTINCT }]
  - name: users
    owner: advertiser
    source: { file: users.parquet }
    columns: { user_id: BIGINT, segment: INTEGER }
    rule:
      aggregation:
        aggregateColumns: [{ columnNames: [user_id], function: COUNT_DISTINCT }]
        joinColumns: [user_id]
        dimensionColumns: [segment]
        scalarFunctions: []
        outputConstraints: [{ columnName: user_id, minimum: 100, type: COUNT_DISTINCT }]
`

const question = `SELECT e.grp, u.segment, COUNT(DISTINCT e.user_id) AS reach, SUM(e.amount) AS spent
FROM events e JOIN users u ON e.user_id = u.user_id GROUP BY e.grp, u.segment`

const plainSql = `SELECT e.grp, u.segment, count(DISTINCT e.user_id) AS reach, sum(e.amount) AS spent
FROM '${eventsFile}' e JOIN '${usersFile}' u ON e.user_id = u.user_id GROUP BY e.grp, u.segment
HAVING count(DISTINCT e.user_id) >= 100 AND count(DISTINCT u.user_id) >= 100`

async function makeData(): Promise<void> {
  const connection = await connect()
  await makeMissing(data, (sql) => connection.run(sql))
  connection.closeSync()
}

async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memoryMb}MiB`,
    preserve_insertion_order: 'false',
    temp_directory: join(cache, 'plain-spill'),
  })
  return instance.connect()
}

/** The job of the question, as a room would make it. */
function protectedJob(): EngineJob {
  const { collaboration, diagnostics } = readCollaboration(collaborationText)
  if (collaboration === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const schema = schemaOf(collaboration, {})
  const assessment = assess({ kind: 'sql', member: 'advertiser', sql: question }, collaboration, schema)
  if (assessment.plan === undefined) throw new Error(assessment.diagnostics.map(({ message }) => message).join('; '))
  const { sql, columns } = emit(assessment.plan.query, duckdb)
  const files: Readonly<Record<string, string>> = { events: eventsFile, users: usersFile }
  return {
    sql,
    columns,
    tables: schema.tables.map(({ name, columns: declared }) => ({
      name,
      source: { format: 'parquet', files: [{ path: files[name] ?? '' }] },
      columns: declared,
    })),
    limits: { timeoutMs: 600_000, memoryMb, threads, temporaryMb: 32_768, resultRows: 100_000 },
  }
}

await makeData()
const root = join(cache, 'runs')
const engine = openDuckdbEngine({ temporaryRoot: root })
const job = protectedJob()
if (process.argv.includes('--sql')) console.log(job.sql)
const [ownTimes, plainTimes]: [number[], number[]] = [[], []]
let [isolation, groups] = ['', 0]
for (let round = 0; round < repeat; round++) {
  // Beside each other, so that whatever else the machine does meets both.
  const connection = await connect()
  const plain = await timed(() => connection.runAndReadAll(plainSql))
  connection.closeSync()
  plainTimes.push(plain.seconds)
  const own = await timed(() => engine.run(job, {}))
  if (own.value.status !== 'ok') throw new Error('reason' in own.value ? own.value.reason : own.value.status)
  ownTimes.push(own.seconds)
  isolation = own.value.isolation.level
  groups = own.value.rows.length
  if (groups !== plain.value.currentRowCount) throw new Error('the two do not give the same groups')
}
rmSync(root, { recursive: true, force: true })

const report = {
  protectedSeconds: rounded(Math.min(...ownTimes), 3),
  plainSeconds: rounded(Math.min(...plainTimes), 3),
  ratio: rounded(Math.min(...ownTimes) / Math.min(...plainTimes), 3),
}
console.table([report])
console.log(JSON.stringify({ benchmark: 'protected-group-by', rows, threads, memoryMb, groups, isolation, ...report }))
