import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { integerType } from '@glovebox/sql'
import { machineIsolation } from '../service/server/src/engine/duckdb/machine-isolation.ts'
import { openDuckdbEngine } from '../service/server/src/engine/duckdb/open-duckdb-engine.ts'
import type { EngineJob } from '../service/server/src/port/engine.ts'
import { numberArgument, quantile, rounded } from './measure.ts'

// How long a run takes whose question is nothing: its process, the sandbox around it, the engine in it, and the end of
// all of them. Then how much memory eight runs at once take that have more groups than fit. Goals: a median of 300 ms;
// every run ends well, within the limit of its control group.

const rounds = numberArgument('rounds', 15)
const atOnce = numberArgument('at-once', 8)
const memoryMb = 256
const folder = mkdtempSync(join(tmpdir(), 'glovebox-bench-isolation-'))
const path = join(folder, 'numbers.parquet')
const database = await DuckDBInstance.create(':memory:')
const connection = await database.connect()
await connection.run(`COPY (SELECT i AS id FROM range(3000000) t(i)) TO '${path}'`)
connection.closeSync()

const engine = openDuckdbEngine({ temporaryRoot: join(folder, 'runs') })
const job = (sql: string): EngineJob => ({
  sql,
  tables: [
    { name: 'n', source: { format: 'parquet', files: [{ path }] }, columns: [{ name: 'id', type: integerType }] },
  ],
  columns: [{ name: 'c', type: integerType }],
  limits: { timeoutMs: 120_000, memoryMb, threads: 2, temporaryMb: 2048, resultRows: 10 },
})
const nothing = job('SELECT count(*) AS "c" FROM "n"')
const large = job(
  'SELECT count(*) AS "c" FROM (SELECT "id", count(*) AS "k" FROM "n" GROUP BY "id") AS d WHERE d."k" > 1',
)

const { level, memoryGroups } = await machineIsolation()
await engine.run(nothing, {})
const times: number[] = []
for (let round = 0; round < rounds; round++) {
  const began = performance.now()
  const { status } = await engine.run(nothing, {})
  if (status !== 'ok') throw new Error(status)
  times.push(performance.now() - began)
}

const peaks = new Map<string, number>()
const timer = setInterval(() => {
  if (memoryGroups === undefined) return
  const file = memoryGroups.version === 1 ? 'memory.max_usage_in_bytes' : 'memory.peak'
  for (const name of readdirSync(memoryGroups.parent).filter((one) => one.startsWith('glovebox-run-'))) {
    try {
      peaks.set(name, Number(readFileSync(join(memoryGroups.parent, name, file), 'utf8')) / 2 ** 20)
    } catch {
      // It ended while we looked.
    }
  }
}, 20)
const outcomes = await Promise.all(Array.from({ length: atOnce }, () => engine.run(large, {})))
clearInterval(timer)
rmSync(folder, { recursive: true, force: true })

const found = {
  level,
  startMs: { median: rounded(quantile(times, 0.5)), p90: rounded(quantile(times, 0.9)) },
  atOnce,
  ended: outcomes.filter(({ status }) => status === 'ok').length,
  hasGroups: memoryGroups !== undefined,
  largestPeakMb: rounded(Math.max(0, ...peaks.values())),
  limitMb: memoryMb + 1024,
}
console.table([{ ...found, startMs: found.startMs.median }])
console.log(JSON.stringify(found))
process.exitCode = found.startMs.median <= 300 && found.ended === atOnce && found.largestPeakMb <= found.limitMb ? 0 : 1
