import { once } from 'node:events'
import type { Writable } from 'node:stream'

const batchLength = 1 << 16

/** Writes a text of any length piece by piece, at the speed of whoever reads it. */
export async function writeAll(stream: Writable, pieces: Iterable<string>): Promise<void> {
  let batch = ''
  for (const piece of pieces) {
    batch += piece
    if (batch.length < batchLength) continue
    await write(stream, batch)
    batch = ''
  }
  if (batch !== '') await write(stream, batch)
}

async function write(stream: Writable, text: string): Promise<void> {
  // A reader that went away (`| head`) is told of by the error listener of main.ts, not here.
  if (stream.destroyed || stream.write(text)) return
  const waited = new AbortController()
  const until = (event: string): Promise<unknown> => once(stream, event, { signal: waited.signal })
  const waits = [until('drain'), until('close')]
  await Promise.race(waits)
  waited.abort()
  await Promise.allSettled(waits)
}
