import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask, Load, Seen } from './load.ts'

// The other process of `underLoad`: clients that keep their connections, each with one request under way.

process.once('message', (load: Load) => void run(load))

async function run(load: Load): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients })
  const statuses: Record<string, number> = {}
  let [sent, sample] = [0, '']
  const send = async (asks: readonly Ask[]): Promise<void> => {
    const n = sent++
    const ask = asks[n % asks.length]
    if (ask === undefined) return
    const { status, text } = await exchange(load, agent, ask, n)
    statuses[status] = (statuses[status] ?? 0) + 1
    if (sample === '' || status >= 400) sample = text.slice(0, 500)
  }
  await sendAll({ ...load, count: load.warm }, () => send(load.asks))
  process.send?.('warm')
  await new Promise((resolve) => process.once('message', resolve))
  for (const status of Object.keys(statuses)) delete statuses[status]
  const began = performance.now()
  const latencies = await sendAll(load, () => send(load.asks))
  const seen: Seen = { seconds: (performance.now() - began) / 1000, latencies, statuses, sample }
  process.send?.(seen, () => process.exit(0))
}

async function sendAll(
  { clients, count, rate }: Pick<Load, 'clients' | 'count' | 'rate'>,
  send: () => Promise<void>,
): Promise<readonly number[]> {
  const latencies: number[] = []
  const began = performance.now()
  let taken = 0
  const client = async (): Promise<void> => {
    for (let n = taken++; n < count; n = taken++) {
      const due = rate === undefined ? performance.now() : began + (n * 1000) / rate
      const wait = due - performance.now()
      if (wait > 0) await sleep(wait)
      await send()
      latencies.push((performance.now() - due) / 1000)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return latencies
}

function exchange(
  { url, method, headers }: Load,
  agent: Agent,
  { path, body, token }: Ask,
  n: number,
): Promise<{ readonly status: number; readonly text: string }> {
  const numbered = Object.entries(headers).map(([name, value]) => [name, value.replaceAll('{n}', String(n))] as const)
  const sent = body?.replaceAll('{n}', String(n))
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}${path}`,
      {
        method,
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          ...(sent === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
          ...Object.fromEntries(numbered),
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
        response.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(sent)
  })
}
