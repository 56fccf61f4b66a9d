import { fork } from 'node:child_process'
import { once } from 'node:events'
import { quantile, rounded } from '../measure.ts'

/** Requests that a process of its own sends, so that a client's work is not counted as the server's. */
export type Load = {
  readonly url: string
  readonly method: string
  /** One is taken after the other. `{n}` in a body or a header stands for a number that no other request has. */
  readonly asks: readonly Ask[]
  readonly headers: Readonly<Record<string, string>>
  readonly clients: number
  /** Requests that are sent before the clock runs. */
  readonly warm: number
  readonly count: number
  /** Per second over all clients, each at its time whatever became of the one before; absent: each after the other. */
  readonly rate?: number
}

export type Ask = { readonly path: string; readonly body?: string; readonly token: string }

/** What the client saw. */
export type Seen = {
  readonly seconds: number
  /** From when a request was due to the end of its answer. */
  readonly latencies: readonly number[]
  readonly statuses: Readonly<Record<string, number>>
  readonly sample: string
}

export type LoadFigures = {
  readonly perSecond: number
  readonly perCpuSecond: number
  readonly medianMs: number
  readonly p99Ms: number
}

/** Puts a load on a server in this process, and says what came of it. */
export async function underLoad(load: Load, expected: readonly number[] = [200]): Promise<LoadFigures> {
  const child = fork(new URL('load-client.ts', import.meta.url), { stdio: 'inherit' })
  const next = async (): Promise<unknown> => {
    const [message] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error('the client of the benchmark ended')
      }),
    ])) as [unknown]
    return message
  }
  child.send(load)
  await next()
  const before = process.cpuUsage()
  child.send('go')
  const seen = (await next()) as Seen
  const { user, system } = process.cpuUsage(before)
  const other = Object.keys(seen.statuses).filter((status) => !expected.includes(Number(status)))
  if (other.length > 0) throw new Error(`answers of ${other.join(', ')}: ${seen.sample}`)
  const ms = (share: number): number => rounded(quantile(seen.latencies, share) * 1000, 2)
  return {
    perSecond: rounded(load.count / seen.seconds, 0),
    perCpuSecond: rounded((load.count / (user + system)) * 1e6, 0),
    medianMs: ms(0.5),
    p99Ms: ms(0.99),
  }
}
