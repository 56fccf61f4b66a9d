import type { HttpRequest } from '../port/http-transport.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { type Answered, judge } from './judge.ts'
import { type Attempt, retrying } from './retry.ts'

/** Where the bytes of a file are to be had for now. */
export type Grant = {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds since 1970; absent: it does not end. */
  readonly until?: number
}

/** Gives a grant for just one file. */
export type Granting = (control: SourceControl) => Promise<Sourced<Grant>>

/** A grant that is asked for again when it is about to end, or was refused. */
export type HeldGrant = {
  now(control: SourceControl): Promise<Sourced<Grant>>
  /** Not to be used again. */
  drop(grant: Grant): void
}

/** A request that has still to be told where to. */
export type GrantedRequest = Omit<HttpRequest, 'url' | 'signal'>

/** What ends sooner is renewed first. */
const marginMs = 30_000

/** Holds on to a grant for as long as it is good. */
export function holdGrant(world: Pick<SourceWorld, 'clock'>, granting: Granting): HeldGrant {
  let held: Grant | undefined
  return {
    now: async (control) => {
      if (held !== undefined && (held.until ?? Number.POSITIVE_INFINITY) - world.clock() >= marginMs)
        return { ok: true, value: held }
      const granted = await granting(control)
      if (granted.ok) held = granted.value
      return granted
    },
    drop: (grant) => {
      if (held === grant) held = undefined
    },
  }
}

/**
 * Asks, again where that may help, until an answer with a status of success is there, which `take` makes of it what it
 * will. A grant that was used before and is refused was perhaps only too old: a fresh one is tried, once.
 */
export function askGranted<T>(
  world: Pick<SourceWorld, 'clock' | 'random' | 'sleep' | 'http'>,
  held: HeldGrant,
  name: string,
  request: GrantedRequest,
  control: SourceControl,
  take: (answer: Answered) => Sourced<T> | undefined,
): Promise<Sourced<T>> {
  let isRenewed = false
  return retrying(world, control, async (): Promise<Attempt<T>> => {
    for (;;) {
      const granted = await held.now(control)
      if (!granted.ok) return { kind: 'over', outcome: granted }
      const grant = granted.value
      const answer = await world.http.send({
        ...request,
        url: grant.url,
        headers: { ...request.headers, ...grant.headers },
        ...(control.signal === undefined ? {} : { signal: control.signal }),
      })
      if (answer.kind === 'answer') {
        const taken = take(answer)
        if (taken !== undefined) return { kind: 'over', outcome: taken }
        if ((answer.status === 401 || answer.status === 403) && !isRenewed) {
          isRenewed = true
          held.drop(grant)
          continue
        }
      }
      return judge(answer, name, world.clock())
    }
  })
}
