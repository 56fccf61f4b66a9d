// A server in a process of its own, to be killed: loads everything, waits to be told to open, and says where it is.
import { writeSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../../service/server/src/index.ts'

const { settings, isFake } = JSON.parse(process.argv[2] ?? '{}') as { settings: Settings; isFake: boolean }
const engine = 'engine/duckdb/open-duckdb-engine.ts'
if (isFake)
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier.endsWith(engine) ? new URL('fake-engine.ts', import.meta.url).href : specifier, context),
  })
const { openServer } = await import('../../service/server/src/open-server.ts')
await import(isFake ? './fake-engine.ts' : '../../service/server/src/engine/duckdb/open-duckdb-engine.ts')
writeSync(1, '"loaded"\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.stdin.unref()
const open = async (patience: number): ReturnType<typeof openServer> => {
  const opened = await openServer({ settings, version: '0.0.0-test' })
  // The database of a process that was killed notices it a moment later; an operator's supervisor tries again as well.
  const isTaken = !opened.ok && opened.diagnostics.some(({ code }) => code === 'SERVER_RUNNING')
  if (!isTaken || patience === 0) return opened
  await sleep(20)
  return open(patience - 1)
}
const opened = await open(500)
if (opened.ok) {
  const { url, setUp } = opened.value
  writeSync(1, `${JSON.stringify({ url, setUp })}\n`)
  opened.value.lost.then(() => process.exit(3))
} else {
  process.stderr.write(`${JSON.stringify({ level: 'error', diagnostics: opened.diagnostics })}\n`)
  process.exit(2)
}
