import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What begins so is a secret of a connection. */
export const secretMark = 'marked-secret'
/** What begins so is a cell of a row. */
export const cellMark = 'marked-cell'

/** Says where marks stand in a text, with a little of what is around them. */
export function marksIn(text: string, marks: readonly string[] = [secretMark, cellMark]): readonly string[] {
  return marks.flatMap((mark) => {
    const spelled = [mark, Buffer.from(mark).toString('base64').slice(0, -2), Buffer.from(mark).toString('hex')]
    const at = spelled.map((one) => text.indexOf(one)).find((found) => found >= 0)
    return at === undefined ? [] : [text.slice(Math.max(0, at - 60), at + 60)]
  })
}

/** The files of a folder that hold a mark, but for those below the given ones. */
export function markedFiles(folder: string, except: readonly string[] = []): readonly string[] {
  const found: string[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || except.some((one) => path.startsWith(`${join(folder, one)}/`))) continue
    const text = readFileSync(path, 'latin1')
    found.push(...marksIn(text).map((around) => `${path.slice(folder.length)}: ${around}`))
  }
  return found
}

/** What was seen of the processes that a server started. */
export type Processes = { readonly listings: Set<string>; readonly coreLimits: Set<string>; readonly stop: () => void }

/** Looks at the processes below one, again and again: how they were called, with which environment and which limits. */
export function watchProcesses(of: number): Processes {
  const listings = new Set<string>()
  const coreLimits = new Set<string>()
  const look = (id: number): void => {
    const own = readQuietly(`/proc/${id}/task/${id}/children`).trim()
    for (const child of own === '' ? [] : own.split(' ').map(Number)) {
      for (const name of ['cmdline', 'environ', 'comm']) listings.add(readQuietly(`/proc/${child}/${name}`))
      // Limits are the worker's own from when the program of the run has begun.
      const isWorker = readQuietly(`/proc/${child}/cmdline`).includes('main.mjs')
      const limit = /Max core file size +(\S+) +(\S+)/.exec(readQuietly(`/proc/${child}/limits`))
      if (isWorker && limit !== null && !readQuietly(`/proc/${child}/comm`).startsWith('sh'))
        coreLimits.add(`${limit[1]} ${limit[2]}`)
      look(child)
    }
  }
  const timer = setInterval(() => look(of), 4)
  return { listings, coreLimits, stop: () => clearInterval(timer) }
}

/** Waits until something is so. */
export async function until(what: string, isSo: () => boolean, timeoutMs = 60_000): Promise<void> {
  for (const end = performance.now() + timeoutMs; !isSo(); await new Promise((resolve) => setTimeout(resolve, 20)))
    assert.ok(performance.now() < end, `${what} never came to be`)
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
