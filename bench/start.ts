import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { newFolder } from '../conformance/api/server.suite.ts'
import { numberArgument, quantile, rounded } from './measure.ts'

// How long `glovebox serve` takes from its process to the first yes of /ready: in a folder that it makes, and in one that
// is there. Beside it Node alone, and the time on the processor, whatever else the machine does (Linux only). Goal: a
// median below a second.

const rounds = numberArgument('rounds', 7)
const port = numberArgument('port', 18_641)
const command = fileURLToPath(new URL('../apps/cli/bin/glovebox.mjs', import.meta.url))

type Start = { readonly ms: number; readonly cpuMs: number }

async function start(folder: string): Promise<Start> {
  const began = performance.now()
  const child = spawn(process.execPath, [command, 'serve', '--folder', folder, '--port', `${port}`], {
    stdio: 'ignore',
  })
  for (;;) {
    if (child.exitCode !== null) throw new Error('the server ended')
    const isReady = await fetch(`http://127.0.0.1:${port}/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) break
    await sleep(5)
  }
  const found = { ms: performance.now() - began, cpuMs: processorMs(child.pid) }
  child.kill('SIGTERM')
  await once(child, 'exit')
  return found
}

/** User and system time of a process, in ticks of ten milliseconds. */
function processorMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function nodeAlone(): Promise<Start> {
  const began = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return { ms: performance.now() - began, cpuMs: Number.NaN }
}

async function times(one: () => Promise<Start>): Promise<readonly Start[]> {
  const sample: Start[] = []
  for (let round = 0; round < rounds; round++) sample.push(await one())
  return sample
}

const kept = newFolder()
const samples: Readonly<Record<string, readonly Start[]>> = {
  'a new folder': await times(async () => {
    const folder = newFolder()
    const found = await start(join(folder, 'data'))
    rmSync(folder, { recursive: true, force: true })
    return found
  }),
  'a folder that is there': await times(() => start(kept)),
  'node -e 0': await times(nodeAlone),
}
rmSync(kept, { recursive: true, force: true })

const report = Object.fromEntries(
  Object.entries(samples).map(([name, sample]) => {
    const ms = sample.map((one) => one.ms)
    const cpu = sample.map(({ cpuMs }) => cpuMs)
    return [
      name,
      { medianMs: rounded(quantile(ms, 0.5), 0), leastMs: rounded(Math.min(...ms), 0), cpuMs: quantile(cpu, 0.5) },
    ]
  }),
)
console.table(report)
console.log(JSON.stringify({ benchmark: 'start', rounds, ...report }))
process.exitCode = (report['a new folder']?.medianMs ?? 0) < 1000 ? 0 : 1
