import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'

/** Writes the body of a response to a file, or to standard output. */
export async function writeResponse(response: Response, file: string | undefined): Promise<void> {
  const body = Readable.fromWeb((response.body ?? new Blob([]).stream()) as WebStream)
  if (file === undefined) await pipeline(body, process.stdout, { end: false })
  else await pipeline(body, createWriteStream(file))
}
