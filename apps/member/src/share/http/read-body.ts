import type { IncomingMessage } from 'node:http'

const largest = 1 << 18

/** The text of a request; nothing where it is too long. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > largest) return undefined
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    const bytes: Buffer = part
    length += bytes.length
    if (length > largest) return undefined
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString('utf8')
}
