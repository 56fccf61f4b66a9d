import type { HttpAnswer, HttpTrouble } from '../port/http-transport.ts'
import type { SourceFailureKind } from '../port/source-failure.ts'
import { cancelled, failed } from './outcome.ts'
import type { Attempt } from './retry.ts'

/** An answer that is there. */
export type Answered = Extract<HttpAnswer, { kind: 'answer' }>

/** What an answer means that does not give what was asked for; `what` names the thing in reasons, without a secret. */
export function judge<T>(answer: HttpAnswer, what: string, now: number): Attempt<T> {
  if (answer.kind === 'none') return judgeSilence(answer.why, what)
  const { status } = answer
  const said = saidCode(answer)
  if (status === 429 || status >= 500) {
    const { failure } = failed('unavailable', `${what}: the server answers ${status}${said}, also when asked again`)
    const afterMs = retryAfterMs(answer.headers['retry-after'], now)
    return { kind: 'again', failure, ...(afterMs === undefined ? {} : { afterMs }) }
  }
  if (status >= 300 && status < 400)
    return over(
      'unsupported',
      `${what}: the server answers with another place (${status}), which is not followed; name the address, or the region, that it is at itself${said}`,
    )
  const [kind, reason] = meanings.get(status) ?? [
    'malformed',
    `the server answers ${status}, which is nothing that was asked for`,
  ]
  return over(kind, `${what}: ${reason}${said}`)
}

/** An attempt that ends it. */
export function over<T>(kind: SourceFailureKind, reason: string): Attempt<T> {
  return { kind: 'over', outcome: failed(kind, reason) }
}

const refusal = 'the server refuses; look at the credentials, when they end, and what they allow'
const gone = 'there is nothing there, or nothing that these credentials may see'
const changed = 'it is no longer the version that was looked at first'

const meanings: ReadonlyMap<number, readonly [SourceFailureKind, string]> = new Map([
  [401, ['forbidden', refusal]],
  [403, ['forbidden', refusal]],
  [404, ['not-found', gone]],
  [410, ['not-found', gone]],
  [412, ['changed', changed]],
  [416, ['changed', changed]],
])

function judgeSilence<T>(why: HttpTrouble, what: string): Attempt<T> {
  switch (why) {
    case 'cancelled':
      return { kind: 'over', outcome: cancelled() }
    case 'address':
      return over('forbidden', `${what}: nothing at this address may be asked from here`)
    case 'certificate':
      return over('unavailable', `${what}: the certificate of the server is not one to trust`)
    case 'long':
      return over('malformed', `${what}: the server answers more than was asked for`)
    case 'connection':
    case 'slow': {
      const reason = why === 'slow' ? 'the server is too slow' : 'the server cannot be reached, or breaks off'
      return { kind: 'again', failure: failed('unavailable', `${what}: ${reason}, also when asked again`).failure }
    }
  }
}

/** The word that S3 has for an error: letters alone, so that nothing that was sent comes back in it. */
function saidCode({ body, headers }: Answered): string {
  if (body.length > 65_536 || !/xml/.test(headers['content-type'] ?? '')) return ''
  const code = /<Code>([A-Z][A-Za-z]{2,39})<\/Code>/.exec(Buffer.from(body).toString('latin1'))?.[1]
  return code === undefined ? '' : ` (${code})`
}

function retryAfterMs(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
