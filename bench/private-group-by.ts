import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { assess, readCollaboration, schemaOf } from '@glovebox/cleanroom'
import { duckdb, emit } from '@glovebox/sql'
import { openDuckdbEngine } from '../service/server/src/engine/duckdb/open-duckdb-engine.ts'
import type { EngineJob } from '../service/server/src/port/engine.ts'
import { heavyTailed, makeMissing } from './heavy-tailed.ts'
import { numberArgument, rounded, timed } from './measure.ts'

// A differentially private GROUP BY, run as a room runs it — bounded, emitted, in a sandboxed process of its own —
// beside the same question to DuckDB alone, and beside a plain GROUP BY of keys and unit, which is what bounding cannot
// do without. Everything runs in a process of its own, so that CPU time (user and system, of all threads) and peak memory
// are those of the work. Goals: at most 1.5 times the GROUP BY of keys and unit in CPU time for integer keys, at most
// 4 GB for 100 groups, and under a limit of 2 GB by spilling.
//
// The data is made on first use and kept: --rows, --threads, --memory (MB), --repeat, --case=name.

const rows = numberArgument('rows', 20_000_000)
const threads = numberArgument('threads', availableParallelism())
const memoryMb = numberArgument('memory', 4096)
const repeat = numberArgument('repeat', 3)
const chosen = process.argv.find((argument) => argument.startsWith('--case='))?.slice('--case='.length)
const units = Math.max(1, Math.floor(rows / 10))

const cache = join(tmpdir(), 'glovebox-bench')
const file = join(cache, `private-events-${rows}.parquet`)
const textFile = join(cache, `private-events-text-${rows}.parquet`)

/** As in bench/protected-group-by.ts, with a price in cents and a second key of 10,000 values; a unit has ten of each at most. */
const data: Readonly<Record<string, string>> = {
  [file]: `
    SELECT u::BIGINT AS user_id, ((u % 20) * 5 + hash(i, 9) % 10)::INTEGER % 100 AS grp,
      ((u % 2000) * 5 + hash(i, 9) % 10)::INTEGER % 10000 AS campaign,
      (-ln((hash(i, 10) % 1000000 + 1) / 1000001.0) * 2000)::BIGINT AS cents,
      round(-ln((hash(i, 10) % 1000000 + 1) / 1000001.0) * 20, 2)::DOUBLE AS amount
    FROM ${heavyTailed(rows, units)}`,
  [textFile]: `
    SELECT sha256('u' || user_id) AS user_id, 'group ' || grp AS grp, cents FROM '${file}'`,
}

type Case = { readonly name: string; readonly file: string; readonly key: string; readonly value: string }

const cases: readonly Case[] = [
  { name: 'integer keys, 100 groups', file, key: 'grp', value: 'cents' },
  { name: 'integer keys, 10,000 groups', file, key: 'campaign', value: 'cents' },
  { name: 'integer keys, sum of doubles', file, key: 'grp', value: 'amount' },
  { name: 'text keys, 100 groups', file: textFile, key: 'grp', value: 'cents' },
].filter(({ name }) => chosen === undefined || name === chosen)

function collaborationText({ file: own }: Case): string {
  const isText = own === textFile
  const [unit, key] = isText ? ['VARCHAR', 'VARCHAR'] : ['BIGINT', 'INTEGER']
  const others = isText ? '' : ', campaign: INTEGER, amount: DOUBLE'
  return `
version: 1
collaboration: benchmark
members:
  - { name: publisher, abilities: [] }
  - { name: advertiser, abilities: [query, receive] }
tables:
  - name: events
    owner: publisher
    source: { file: events.parquet }
    columns: { user_id: ${unit}, grp: ${key}, cents: BIGINT${others} }
    rule:
      custom:
        allowedAnalyses: [ANY_QUERY]
        allowedAnalysisProviders: [advertiser]
        differentialPrivacy: { columns: [{ name: user_id }] }
    privacy:
      unit: user_id
      columns: { cents: { range: [0, 5000] }${isText ? '' : ', amount: { range: [0, 50] }'} }
      maxGroupsContributed: 3
      maxRowsPerGroup: 10
budgets: [{ owner: publisher, epsilon: 1, delta: 1e-6 }]
`
}

/** The job of the question's bounded sums, as a room makes it. */
function privateJob(own: Case, memory: number): EngineJob {
  const { collaboration, diagnostics } = readCollaboration(collaborationText(own))
  if (collaboration === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const schema = schemaOf(collaboration, {})
  const sql = `SELECT ${own.key}, COUNT(*) AS n, SUM(${own.value}) AS spent, COUNT(DISTINCT user_id) AS users
    FROM events GROUP BY ${own.key}`
  const assessment = assess({ kind: 'sql', member: 'advertiser', sql }, collaboration, schema)
  if (assessment.plan === undefined) throw new Error(assessment.diagnostics.map(({ message }) => message).join('; '))
  const part = assessment.plan.steps[0]?.parts[0]
  if (part === undefined) throw new Error('the question has no bounded part')
  const emitted = emit(part.query, duckdb, { boundingKey: '0123456789abcdef'.repeat(2) })
  if (process.argv.includes('--sql')) console.log(emitted.sql)
  return {
    ...emitted,
    tables: schema.tables.map(({ name, columns }) => ({
      name,
      source: { format: 'parquet', files: [{ path: own.file }] },
      columns,
    })),
    limits: { timeoutMs: 3_600_000, memoryMb: memory, threads, temporaryMb: 65_536, resultRows: 1_000_000 },
  }
}

function plainSql({ key, value, file: own }: Case): string {
  return `SELECT ${key}, count(*), sum(${value}), count(DISTINCT user_id) FROM '${own}' GROUP BY ${key}`
}

/** Keys and unit, and then keys: what is left of a private GROUP BY without any bound. */
function perUnitSql({ key, value, file: own }: Case): string {
  return `SELECT ${key}, sum(n), sum(s), count(*) FROM (
    SELECT ${key}, user_id, count(*) AS n, sum(${value}) AS s FROM '${own}' GROUP BY ${key}, user_id) GROUP BY ${key}`
}

type Measured = { readonly cpu: number; readonly wall: number; readonly memoryMb: number }

/**
 * The time and memory of all processes that some work starts, looked at again and again while it lasts: sandboxed
 * processes are killed by nobody who would add up their time. Of each its last fiftieth of a second may be missing.
 */
async function measured(work: () => Promise<unknown>): Promise<Measured> {
  const seen = new Map<string, { readonly cpu: number; readonly kilobytes: number }>()
  const watch = setInterval(() => look(String(process.pid), seen), 20)
  try {
    const { seconds } = await timed(work)
    const all = [...seen.values()]
    const most = Math.max(0, ...all.map(({ kilobytes }) => kilobytes))
    return { cpu: all.reduce((sum, { cpu }) => sum + cpu, 0), wall: seconds, memoryMb: Math.round(most / 1024) }
  } finally {
    clearInterval(watch)
  }
}

/** Notes the processes below this one: user and system seconds of all threads, and the most they ever held. */
function look(pid: string, seen: Map<string, { readonly cpu: number; readonly kilobytes: number }>): void {
  for (const child of childrenOf(pid)) {
    try {
      const fields = readFileSync(`/proc/${child}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      const held = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0)
      // Linux counts in hundredths of a second.
      const kilobytes = Math.max(held, seen.get(child)?.kilobytes ?? 0)
      seen.set(child, { cpu: (Number(fields[11]) + Number(fields[12])) / 100, kilobytes })
    } catch {
      // It has just ended.
    }
    look(child, seen)
  }
}

function childrenOf(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .split(' ')
        .filter((child) => child !== ''),
    )
  } catch {
    return []
  }
}

/** Runs SQL by DuckDB alone in a process of its own. */
function runAlone(sql: string, memory: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [import.meta.filename, '--alone', sql, String(memory), String(threads)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error('DuckDB alone failed'))))
  })
}

async function alone(sql: string, memory: string, ownThreads: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: ownThreads,
    memory_limit: `${memory}MiB`,
    preserve_insertion_order: 'false',
    temp_directory: join(cache, `spill-${process.pid}`),
  })
  const connection = await instance.connect()
  await connection.runAndReadAll(sql)
  connection.closeSync()
  rmSync(join(cache, `spill-${process.pid}`), { recursive: true, force: true })
}

async function makeData(): Promise<void> {
  const isWanted = (path: string): boolean => path === file || cases.some((own) => own.file === path)
  const wanted = Object.fromEntries(Object.entries(data).filter(([path]) => isWanted(path)))
  await makeMissing(wanted, (sql) => runAlone(sql, memoryMb))
}

function least(all: readonly Measured[]): Measured {
  const of = (name: keyof Measured): number => Math.min(...all.map((one) => one[name]))
  return { cpu: of('cpu'), wall: of('wall'), memoryMb: Math.max(...all.map((one) => one.memoryMb)) }
}

async function runPrivate(own: Case, memory: number): Promise<Measured> {
  const root = join(cache, 'runs')
  const engine = openDuckdbEngine({ temporaryRoot: root })
  const job = privateJob(own, memory)
  const result = await measured(async () => {
    const outcome = await engine.run(job, {})
    if (outcome.status !== 'ok') throw new Error('reason' in outcome ? outcome.reason : outcome.status)
  })
  rmSync(root, { recursive: true, force: true })
  return result
}

async function main(): Promise<void> {
  await makeData()
  const report: Record<string, Record<string, number>> = {}
  for (const own of cases) {
    const [privately, plain, perUnit]: Measured[][] = [[], [], []]
    for (let round = 0; round < repeat; round++) {
      // Beside each other, so that whatever else the machine does meets all.
      plain?.push(await measured(() => runAlone(plainSql(own), memoryMb)))
      perUnit?.push(await measured(() => runAlone(perUnitSql(own), memoryMb)))
      privately?.push(await runPrivate(own, memoryMb))
      console.error(own.name, JSON.stringify([plain?.at(-1), perUnit?.at(-1), privately?.at(-1)]))
    }
    const [a, b, c] = [least(privately ?? []), least(plain ?? []), least(perUnit ?? [])]
    const spilling = await runPrivate(own, 2048).catch((error: unknown): Measured => {
      console.error(`${own.name} does not finish under 2 GB: ${String(error).split('\n')[0]}`)
      process.exitCode = 1
      return { cpu: Number.NaN, wall: Number.NaN, memoryMb: Number.NaN }
    })
    report[own.name] = {
      'private CPU s': rounded(a.cpu, 2),
      'plain CPU s': rounded(b.cpu, 2),
      'keys and unit CPU s': rounded(c.cpu, 2),
      'to plain': rounded(a.cpu / b.cpu, 2),
      'to keys and unit': rounded(a.cpu / c.cpu, 2),
      'private wall s': rounded(a.wall, 2),
      'plain wall s': rounded(b.wall, 2),
      'private MB': a.memoryMb,
      'at 2 GB CPU s': rounded(spilling.cpu, 2),
      'at 2 GB MB': spilling.memoryMb,
    }
  }
  console.table(report)
  console.log(JSON.stringify({ benchmark: 'private-group-by', rows, threads, memoryMb, ...report }))
  const integer = report['integer keys, 100 groups']
  if (integer !== undefined && (integer['to keys and unit'] ?? 9) > 1.5) process.exitCode = 1
}

const [, , mode, sql = '', memory = '', ownThreads = ''] = process.argv
await (mode === '--alone' ? alone(sql, memory, ownThreads) : main())
