import { writeFileSync } from 'node:fs'
import { readTask, report } from './tell.ts'

// A worker that takes what it can of the machine. For tests only.

/** What it takes, in MiB. */
export type GreedTask = { readonly spillFolder: string; readonly memoryMb: number; readonly diskMb: number }

const { spillFolder, memoryMb, diskMb } = readTask<GreedTask>()
report({ kind: 'begun' })
const part = 2 ** 20
try {
  for (let mb = 0; mb < diskMb; mb++) writeFileSync(`${spillFolder}/fill`, Buffer.alloc(part, 1), { flag: 'a' })
  if (diskMb > 0) report({ kind: 'disk' })
} catch {
  // It may not.
}
const held: Buffer[] = []
for (let mb = 0; mb < memoryMb; mb += 16) held.push(Buffer.alloc(16 * part, 1))
if (memoryMb > 0) report({ kind: 'memory', held: held.length })
process.kill(process.pid, 'SIGKILL')
