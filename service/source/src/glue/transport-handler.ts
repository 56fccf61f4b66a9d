import type { HttpTransport, HttpTrouble } from '../port/http-transport.ts'

/** No answer was had, for a reason that the transport has a word for. */
export class Unanswered extends Error {
  readonly why: HttpTrouble
  constructor(why: HttpTrouble) {
    super(why)
    this.why = why
  }
}

/** What AWS's SDK hands over to be sent, as far as it matters here. */
type SdkRequest = {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** What the SDK takes requests to. */
export type TransportHandler = {
  handle(
    request: SdkRequest,
    options?: { readonly abortSignal?: unknown },
  ): Promise<{ response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } }>
}

const answerBytes = 64 * 1024 * 1024
const timeoutMs = 30_000

/** Sends the SDK's requests the way that all requests to members' places go: guarded, watched, never redirected. */
export function transportHandler(http: HttpTransport): TransportHandler {
  return {
    handle: async ({ protocol, hostname, port, path, headers, body }, { abortSignal } = {}) => {
      const { host: _, 'content-length': __, ...rest } = headers
      const answer = await http.send({
        method: 'POST',
        url: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`,
        headers: rest,
        body: textOf(body),
        maxBytes: answerBytes,
        timeoutMs,
        ...(abortSignal instanceof AbortSignal ? { signal: abortSignal } : {}),
      })
      if (answer.kind === 'none') throw new Unanswered(answer.why)
      const given = Object.entries(answer.headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
      return { response: { statusCode: answer.status, headers: Object.fromEntries(given), body: answer.body } }
    },
  }
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : typeof body === 'string' ? body : ''
}
