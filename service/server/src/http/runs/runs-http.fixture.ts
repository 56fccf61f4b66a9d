import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Engine, EngineOutcome } from '../../port/engine.ts'
import type { Principal } from '../../principal.ts'
import {
  advertiser,
  agency,
  fakeEngine,
  type GroundOptions,
  openRunGround,
  personOf,
  publisher,
  type RunGround,
  room,
  rowsOf,
  stranger,
} from '../../runs/runs.fixture.ts'
import { makeApp } from '../app.ts'

const human = personOf(advertiser)
const agent = personOf(advertiser, {
  via: { kind: 'key', key: 'key_agent' },
  agent: { maxShare: 0.3, approvalAboveShare: 0.05 },
})
const people: Readonly<Record<string, Principal>> = {
  advertiser: human,
  agency: personOf(agency),
  publisher: personOf(publisher),
  stranger: personOf(stranger),
  agent,
}

/** Sends a request for somebody to a path of the collaboration. */
export type Send = (
  who: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>
/** A ground behind HTTP. */
export type Here = RunGround & { readonly send: Send; readonly signOut: (who: string) => void }

const at = `/v1/collaborations/${room}`

/** Opens a ground with its queue running, and doors. */
export async function open(t: TestContext, options: GroundOptions = {}): Promise<Here> {
  const ground = await openRunGround(options)
  t.after(ground.close)
  await ground.area.start()
  const gone = new Set<string>()
  const app = makeApp({
    bindings: ground.area.bindings,
    authenticate: async ({ authorization }) => {
      const principal = gone.has(authorization ?? '') ? undefined : people[authorization ?? '']
      return principal === undefined ? { kind: 'anonymous' } : { kind: 'principal', principal }
    },
    isSameSite: () => true,
    limits: { signedIn: { perMinute: 1e6, burst: 1e6 }, anonymous: { perMinute: 1e6, burst: 1e6 }, bodyBytes: 1e6 },
    isSecure: false,
    trustedProxies: 0,
    requestId: () => 'req_1',
    now: () => performance.now(),
    onServed: ({ error }) => {
      if (error !== undefined) ground.errors.push(error)
    },
    isReady: () => true,
  })
  const send: Send = async (who, method, path, body, headers = {}) =>
    app.request(`${at}${path}`, {
      method,
      headers: { authorization: who, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return { ...ground, send, signOut: (who) => void gone.add(who) }
}

/** The body of a response of this status. */
export async function json<T>(response: Response | Promise<Response>, status: number): Promise<T> {
  const got = await response
  const text = await got.text()
  assert.equal(got.status, status, text)
  return JSON.parse(text) as T
}

/** What anybody may ask. */
export const counting = { sql: 'SELECT city, COUNT(*) AS n FROM impressions GROUP BY city' }

/** An engine whose runs end when they are let, and which says how many it began. */
export function heldEngine(): { engine: Engine; let: () => void; begun: () => number } {
  const waiting: (() => void)[] = []
  let begun = 0
  return {
    engine: fakeEngine(async ({ columns }, { signal }) => {
      begun++
      return new Promise<EngineOutcome>((resolve) => {
        waiting.push(() => resolve(rowsOf(columns.length)))
        const isolation = { level: 'process', measures: [], missing: [] } as const
        const stop = (): void => resolve({ status: 'cancelled', isolation })
        if (signal?.aborted === true) stop()
        else signal?.addEventListener('abort', stop)
      })
    }),
    let: () => {
      for (const end of waiting.splice(0)) end()
    },
    begun: () => begun,
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.fail('it never came to be')
}
