import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Client, FileView } from '@glovebox/api'
import { uploadFile as upload } from '@glovebox/client'
import { UsageError } from '../usage-error.ts'

/** Uploads a file piece by piece; says how far it is on a terminal. */
export async function uploadFile(client: Client, file: string, path: string): Promise<FileView> {
  const size = await sizeOf(file)
  const progress = uploadLine(process.stderr, path, size)
  const body = Readable.toWeb(createReadStream(file)).pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, out) => {
        progress.add(chunk.byteLength)
        out.enqueue(chunk)
      },
    }),
  ) as ReadableStream<Uint8Array>
  try {
    return await upload(client, path, body)
  } finally {
    progress.stop()
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file)
    if (!found.isFile()) throw new UsageError(`${file} is no file`)
    return found.size
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be read`)
  }
}

type UploadLine = { readonly add: (bytes: number) => void; readonly stop: () => void }

/** How far an upload is; nothing where there is no terminal. */
export function uploadLine(
  stream: { readonly isTTY?: boolean; readonly write: (text: string) => unknown },
  path: string,
  size: number,
  now: () => number = () => performance.now(),
): UploadLine {
  if (stream.isTTY !== true) return { add: () => {}, stop: () => {} }
  let sent = 0
  let drawnAt = now()
  let isShown = false
  return {
    add: (bytes) => {
      sent += bytes
      if (now() - drawnAt < 200) return
      drawnAt = now()
      isShown = true
      stream.write(`\r\u001b[2K${path}: ${megabytes(sent)} of ${megabytes(size)} MB`)
    },
    stop: () => {
      if (isShown) stream.write('\r\u001b[2K')
    },
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
