import { pause } from './pause.ts'

/** How often a call is made at most, and how long to wait between two of them. */
export type Patience = {
  /** Calls in all; 5 by default. */
  readonly attempts?: number
  /** The first wait where the server names none; it doubles from call to call. 250 by default. */
  readonly firstWaitMs?: number
  /** The longest wait. A server that asks for more is not called again. 30000 by default. */
  readonly longestWaitMs?: number
}

/**
 * A `fetch` that repeats what may be repeated (GET, and what carries an `Idempotency-Key`) where the server has too much
 * to do or cannot be reached. Streams that are sent are never repeated: they are gone.
 */
export function retrying(send: typeof fetch, patience: Patience = {}): typeof fetch {
  const { attempts = 5, firstWaitMs = 250, longestWaitMs = 30_000 } = patience
  return async (input, init) => {
    const most = isRepeatable(init) ? attempts : 1
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt >= most
      const backoff = Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs)
      const tried = await attemptOf(() => send(input, init))
      if (tried.kind === 'answered') {
        const { response } = tried
        if (isLast || !isBusy(response)) return response
        const asked = askedWait(response) ?? backoff
        if (asked > longestWaitMs) return response
        await response.body?.cancel()
        await pause(asked + jitter(backoff), init?.signal)
        continue
      }
      if (isLast || init?.signal?.aborted === true) throw tried.error
      await pause(backoff / 2 + jitter(backoff), init?.signal)
    }
  }
}

type Tried =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'lost'; readonly error: TypeError }

/** `fetch` rejects with a TypeError where there was no answer; anything else is not for us. */
async function attemptOf(send: () => Promise<Response>): Promise<Tried> {
  try {
    return { kind: 'answered', response: await send() }
  } catch (error) {
    if (error instanceof Error && error.name === 'TypeError') return { kind: 'lost', error }
    throw error
  }
}

function isRepeatable(init: RequestInit | undefined): boolean {
  if (init?.body instanceof ReadableStream) return false
  const method = init?.method ?? 'GET'
  return method === 'GET' || method === 'HEAD' || new Headers(init?.headers).has('idempotency-key')
}

function isBusy({ status }: Response): boolean {
  return status === 429 || status === 503
}

/** `Retry-After`, in milliseconds: seconds or a date. */
function askedWait({ headers }: Response): number | undefined {
  const written = headers.get('retry-after')
  if (written === null) return undefined
  if (/^\d+$/.test(written)) return Number(written) * 1000
  const until = Date.parse(written)
  return Number.isNaN(until) ? undefined : Math.max(until - Date.now(), 0)
}

/** Many clients that were turned away together do not come back together. */
function jitter(upToMs: number): number {
  return (Math.random() * upToMs) / 2
}
