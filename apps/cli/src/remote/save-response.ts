import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'

/** Writes the body of an answer to a file, or to standard output. */
export async function saveResponse(response: Response, output: string | undefined): Promise<void> {
  const body = Readable.fromWeb((response.body ?? new Blob([]).stream()) as ReadableStream)
  if (output === undefined) await pipeline(body, process.stdout, { end: false })
  else await pipeline(body, createWriteStream(output))
}
