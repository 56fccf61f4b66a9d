import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Settings } from '../../service/server/src/index.ts'

/** A server in a process of its own. */
export type ServedApart = {
  readonly url: string
  /** From the call of `openServer` to where it takes requests. */
  readonly openedMs: number
  readonly usage: () => Promise<Usage>
  readonly close: () => Promise<void>
}

export type Usage = { readonly rss: number; readonly cpu: { readonly user: number; readonly system: number } }

/** Starts one; limits of requests are out of the way. */
export async function serveApart(settings: Settings): Promise<ServedApart> {
  const limits = { requestsPerMinute: 10_000_000, anonymousRequestsPerMinute: 10_000_000 }
  const all: Settings = { listen: { port: 0 }, log: { level: 'silent' }, ...settings, limits }
  const child = fork(new URL('serve-child.ts', import.meta.url), [JSON.stringify(all)], { stdio: 'inherit' })
  const { url, openedMs } = (await told(child)) as { readonly url: string; readonly openedMs: number }
  return {
    url,
    openedMs,
    usage: async () => {
      child.send('usage')
      return (await told(child)) as Usage
    },
    close: async () => {
      child.send('close')
      await once(child, 'exit')
    },
  }
}

async function told(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController()
  const ended = once(child, 'exit', { signal: waiting.signal }).then(() => {
    throw new Error('the server of the benchmark ended')
  })
  ended.catch(() => {})
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown]
  waiting.abort()
  return message
}
