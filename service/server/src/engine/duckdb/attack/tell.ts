import { readSync, writeSync } from 'node:fs'

/** Reads what a test tells its worker to do: one line of standard input. */
export function readTask<Task>(): Task {
  const parts: Buffer[] = []
  for (;;) {
    const part = Buffer.alloc(1 << 16)
    const length = readSync(0, part)
    parts.push(part.subarray(0, length))
    if (length === 0 || part[length - 1] === 0x0a) return JSON.parse(Buffer.concat(parts).toString('utf8'))
  }
}

/** Says what came of an attempt. */
export function report(outcome: unknown): void {
  writeSync(3, `${JSON.stringify(outcome)}\n`)
}
