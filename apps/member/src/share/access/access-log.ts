import { appendFile, readFile } from 'node:fs/promises'

/** Who read what, when, and how much of it. Holds no token and no signature. */
export type Access = {
  readonly at: string
  /** Absent where nobody was recognised. */
  readonly recipient?: string
  readonly generation?: number
  readonly from: string
  readonly action: 'list' | 'version' | 'metadata' | 'query' | 'file' | 'refused'
  readonly table?: string
  readonly version?: number
  readonly columns?: readonly string[]
  readonly file?: string
  readonly status: number
  readonly bytes: number
  /** The answer ended before it was whole. */
  readonly isBroken?: boolean
}

/** A log that is only ever added to. */
export type AccessLog = {
  readonly write: (access: Access) => Promise<void>
  /** Whether something could not be written: nothing is handed out without a trace of it. */
  readonly isBroken: () => boolean
}

/** A log in a file, a line of JSON for each access. */
export function accessLog(path: string): AccessLog {
  let last: Promise<void> = Promise.resolve()
  let isBroken = false
  return {
    isBroken: () => isBroken,
    write: (access) => {
      last = last
        .then(() => appendFile(path, `${JSON.stringify(access)}\n`, { mode: 0o600 }))
        .then(
          () => {
            isBroken = false
          },
          () => {
            isBroken = true
          },
        )
      return last
    },
  }
}

/** The newest entries of a log, the newest last. */
export async function readAccessLog(
  path: string,
  { recipient, limit }: { readonly recipient?: string; readonly limit: number },
): Promise<readonly Access[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Access => JSON.parse(line))
  return entries.filter((entry) => recipient === undefined || entry.recipient === recipient).slice(-limit)
}
