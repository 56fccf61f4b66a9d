import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { integerType, textType } from '@glovebox/sql'
import { duckdbEngine } from '../service/server/src/engine/duckdb/duckdb-engine.ts'
import { machineIsolation } from '../service/server/src/engine/duckdb/machine-isolation.ts'
import type { Isolation } from '../service/server/src/engine/duckdb/sandbox/isolation.ts'
import type { EngineJob } from '../service/server/src/port/engine.ts'
import { numberArgument, quantile, rounded, timed } from './measure.ts'

// How long an engine takes from a job to its first row, in a process that is made for it: in a sandbox, in a plain
// process, and beside them Node alone. Goal: a median below 200 ms on a quiet machine.

const rounds = numberArgument('rounds', 20)
const folder = mkdtempSync(join(tmpdir(), 'glovebox-cold-start-'))
const file = join(folder, 'people.csv')
writeFileSync(file, 'id,name\n1,one\n2,two\n')

const job: EngineJob = {
  sql: 'SELECT "id", "name" FROM "people" ORDER BY "id"',
  tables: [
    {
      name: 'people',
      source: { format: 'csv', files: [{ path: file }] },
      columns: [
        { name: 'id', type: integerType },
        { name: 'name', type: textType },
      ],
    },
  ],
  columns: [
    { name: 'id', type: integerType },
    { name: 'name', type: textType },
  ],
  limits: { timeoutMs: 10_000, memoryMb: 512, threads: 2, temporaryMb: 64, resultRows: 10 },
}

async function times(isolation: Isolation): Promise<readonly number[]> {
  const parts = { temporaryRoot: join(folder, 'runs'), isSandboxRequired: false, allowedFunctions: [] }
  const engine = duckdbEngine({ ...parts, isolation: async () => isolation })
  const sample: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { value, seconds } = await timed(() => engine.run(job, {}))
    if (value.status !== 'ok') throw new Error('reason' in value ? value.reason : value.status)
    sample.push(seconds * 1000)
  }
  return sample
}

async function nodeAlone(): Promise<readonly number[]> {
  const sample: number[] = []
  for (let round = 0; round < rounds; round++)
    sample.push((await timed(async () => spawnSync(process.execPath, ['-e', '0']))).seconds * 1000)
  return sample
}

const probe = await timed(() => machineIsolation())
const isolation = probe.value
const samples: Readonly<Record<string, readonly number[]>> = {
  ...(isolation.level === 'sandbox' ? { sandbox: await times(isolation) } : {}),
  'plain process': await times({ level: 'process', missing: 'chosen by the benchmark' }),
  'node -e 0': await nodeAlone(),
}
rmSync(folder, { recursive: true, force: true })

const report = Object.fromEntries(
  Object.entries(samples).map(([name, sample]) => [
    name,
    {
      firstMs: rounded(sample[0] ?? Number.NaN),
      medianMs: rounded(quantile(sample, 0.5)),
      p90Ms: rounded(quantile(sample, 0.9)),
      leastMs: rounded(Math.min(...sample)),
    },
  ]),
)
console.table(report)
console.log(JSON.stringify({ benchmark: 'cold-start', rounds, probeMs: rounded(probe.seconds * 1000), ...report }))
