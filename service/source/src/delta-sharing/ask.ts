import { type Answered, judge } from '../bytes/judge.ts'
import { failed, found } from '../bytes/outcome.ts'
import { type Attempt, retrying } from '../bytes/retry.ts'
import type { DeltaSharingProfile } from '../connection/connection.ts'
import type { HttpAnswer, HttpRequest } from '../port/http-transport.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import type { Authoriser } from './authorise.ts'

/** A provider that is asked with the rights of a profile. */
export type Provider = {
  readonly world: SourceWorld
  readonly profile: DeltaSharingProfile
  readonly authoriser: Authoriser
}

/** A call of the protocol; the path is below the profile's endpoint. */
export type Call = Pick<HttpRequest, 'method' | 'body'> & { readonly path: string; readonly name: string }

/** An answer, or that the provider has not what was asked for: 400, 404 and 410 say so. */
export type Said =
  | { readonly kind: 'ok'; readonly answer: Answered }
  | { readonly kind: 'lacks'; readonly reason: string }

/** Both formats, and what is understood of the second: the server takes the first where it is enough. */
const capabilities =
  'responseformat=parquet,delta;readerfeatures=deletionvectors,columnmapping,timestampntz;includeendstreamaction=true'

/** Of an answer no more is held in memory; a table of some hundred thousand files fits. */
const longestAnswer = 268_435_456

/** Calls the provider, again where that may help. */
export function ask(provider: Provider, call: Call, control: SourceControl): Promise<Sourced<Said>> {
  const { world, profile, authoriser } = provider
  let isRenewed = false
  return retrying(world, control, async (): Promise<Attempt<Said>> => {
    for (;;) {
      const header = await authoriser.header(control)
      if (!header.ok) return { kind: 'over', outcome: header }
      const answer = await send(provider, call, header.value, control)
      if (answer.kind === 'none') return judge(answer, call.name, world.clock())
      if (answer.status === 200) return { kind: 'over', outcome: found({ kind: 'ok', answer }) }
      if (answer.status === 401 && !isRenewed && authoriser.drop()) {
        isRenewed = true
        continue
      }
      const outcome = refusalOf(answer, call.name, profile, world.clock())
      return outcome === undefined ? judge(answer, call.name, world.clock()) : { kind: 'over', outcome }
    }
  })
}

function send(
  { world, profile }: Provider,
  { method, path, body }: Call,
  authorization: string,
  { signal }: SourceControl,
): Promise<HttpAnswer> {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return world.http.send({
    method,
    url: `${profile.endpoint}${path}`,
    headers: { authorization, 'delta-sharing-capabilities': capabilities, ...(body === undefined ? {} : type) },
    ...(body === undefined ? {} : { body }),
    maxBytes: longestAnswer,
    ...(signal === undefined ? {} : { signal }),
  })
}

function refusalOf(
  { status, body }: Answered,
  name: string,
  { expirationTime }: DeltaSharingProfile,
  now: number,
): Sourced<Said> | undefined {
  if (status === 401 || status === 403) {
    const isOver = expirationTime !== undefined && Date.parse(expirationTime) <= now
    const why = isOver
      ? `the profile expired at ${expirationTime}: ask the provider for a new one`
      : 'the provider refuses the profile: it was revoked or replaced, or may not read this'
    return failed('forbidden', `${name}: ${why}`)
  }
  if (status !== 400 && status !== 404 && status !== 410) return undefined
  return found({ kind: 'lacks', reason: `${name}: the provider answers ${status}${codeIn(body)}` })
}

/** The provider's word for an error: of capitals alone, so that nothing else is told on. */
function codeIn(body: Uint8Array): string {
  if (body.length > 65_536) return ''
  const code = /"errorCode"\s*:\s*"([A-Z][A-Z_]{2,60})"/.exec(new TextDecoder().decode(body))?.[1]
  return code === undefined ? '' : ` (${code})`
}
