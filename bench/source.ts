import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { anyAddress, fileTable, s3Storage, systemWorld } from '@glovebox/source'
import { rowsOf, scanOf } from '../conformance/source/duckdb.ts'
import { openS3Double } from '../conformance/source/s3-double.ts'
import { numberArgument, rounded, timed } from './measure.ts'

// Bytes read and time for a query on 2 of 20 columns of a Parquet object of more than 1 GB in a bucket: by parts, whole,
// and by ClickHouse's own reader, chDB, where it is installed (`npm install --no-save chdb`). All read from the strict
// double, in a process of its own. `--rows=8000000` `--runs=3`. Goal: 1.1 times the bytes that are strictly needed at
// the most, and 1.3 times the time of the better of the other two.

const account = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secretkey0123456789', region: 'us-east-1' }
const question = 'count(*), sum(v), max(id)'
const role = process.argv[2]

if (role === 'serve') await serve(process.argv[3] ?? '')
else if (role === 'chdb') await askChdb(process.argv[3] ?? '')
else await measure()

/** The double, which says over its channel how many bytes it sent. */
async function serve(path: string): Promise<void> {
  const double = await openS3Double(account, { bucket: 'bucket', clock: Date.now })
  double.put('big.parquet', { path })
  process.on('message', () => process.send?.({ sent: double.sent() }))
  process.send?.({ url: double.url })
}

/** One question by ClickHouse; says how long it took without the start of the process. */
async function askChdb(url: string): Promise<void> {
  const name = 'chdb'
  const { query } = (await import(name)) as { readonly query: (sql: string, format: string) => string }
  query('SELECT 1', 'CSV')
  const { accessKeyId, secretAccessKey } = account
  const sql = `SELECT ${question} FROM s3('${url}/bucket/big.parquet', '${accessKeyId}', '${secretAccessKey}', 'Parquet')`
  const { seconds, value } = await timed(async () => query(sql, 'CSV'))
  console.log(JSON.stringify({ seconds, value: value.trim() }))
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-bench-source-'))
  const path = join(folder, 'big.parquet')
  const others = Array.from({ length: 18 }, (_, k) => `hash(i * 31 + ${k}) AS c${k}`).join(', ')
  const rows = numberArgument('rows', 8_000_000)
  await rowsOf(
    `COPY (SELECT i AS id, (hash(i) % 1000)::DOUBLE / 7 AS v, ${others} FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet)`,
  )
  const needed = Number(
    JSON.parse(
      (
        await rowsOf(
          `SELECT sum(total_compressed_size)::BIGINT FROM parquet_metadata('${path}') WHERE path_in_schema IN ('id', 'v')`,
        )
      )[0] ?? '[]',
    )[0],
  )
  const server = fork(import.meta.filename, ['serve', path])
  const { url } = (await messageOf(server)) as { readonly url: string }
  const sent = async (): Promise<number> => {
    server.send('sent?')
    return ((await messageOf(server)) as { readonly sent: number }).sent
  }
  try {
    const readers: readonly (readonly [name: string, read: () => Promise<number>])[] = [
      ['by parts', () => ask(url, folder, ['id', 'v'])],
      ['whole', () => ask(url, folder, undefined)],
      ...(existsSync(new URL('../node_modules/chdb', import.meta.url))
        ? [['chDB', async () => chdb(url)] as const]
        : []),
    ]
    const found = new Map<string, { readonly seconds: number; readonly bytes: number }>()
    for (let run = 0; run < numberArgument('runs', 3); run++)
      for (const [name, read] of readers) {
        const before = await sent()
        const seconds = Math.min(await read(), found.get(name)?.seconds ?? Number.POSITIVE_INFINITY)
        found.set(name, { seconds, bytes: (await sent()) - before })
      }
    report(found, needed, statSync(path).size)
  } finally {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function ask(url: string, folder: string, columns: readonly string[] | undefined): Promise<number> {
  const world = systemWorld(anyAddress)
  const own = mkdtempSync(join(folder, 'run-'))
  const storage = s3Storage(world, { bucket: 'bucket', region: account.region, endpoint: url }, async () => ({
    ok: true,
    value: account,
  }))
  const { seconds } = await timed(async () => {
    const pinned = await fileTable({ storage, path: 'big.parquet' }).pin({})
    if (!pinned.ok) throw new Error(pinned.failure.reason)
    const local = await pinned.value.fetch({ folder: own, ...(columns === undefined ? {} : { columns }) }, {})
    if (!local.ok) throw new Error(local.failure.reason)
    return rowsOf(`SELECT ${question} FROM ${scanOf(local.value)}`, availableParallelism())
  })
  world.http.close()
  rmSync(own, { recursive: true })
  return seconds
}

function chdb(url: string): number {
  const run = spawnSync(process.execPath, [import.meta.filename, 'chdb', url], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`chDB: ${run.stderr.slice(0, 500)}`)
  return (JSON.parse(run.stdout) as { readonly seconds: number }).seconds
}

function report(
  found: ReadonlyMap<string, { readonly seconds: number; readonly bytes: number }>,
  needed: number,
  size: number,
): void {
  console.log(`object ${rounded(size / 1e6)} MB, strictly needed ${rounded(needed / 1e6)} MB`)
  for (const [name, { seconds, bytes }] of found)
    console.log(
      `${name.padEnd(10)} ${rounded(bytes / 1e6)} MB  ${rounded(bytes / needed, 3)} of needed  ${rounded(seconds, 2)} s`,
    )
  const parts = found.get('by parts')
  const better = Math.min(...[...found].filter(([name]) => name !== 'by parts').map(([, { seconds }]) => seconds))
  const bytesRatio = (parts?.bytes ?? Number.NaN) / needed
  const timeRatio = (parts?.seconds ?? Number.NaN) / better
  console.log(JSON.stringify({ bench: 'source', bytesRatio: rounded(bytesRatio, 3), timeRatio: rounded(timeRatio, 2) }))
  if (!(bytesRatio <= 1.1 && timeRatio <= 1.3)) process.exitCode = 1
}

function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('message', resolve))
}
