import type { ServerResponse } from 'node:http'

/** An answer that is whole before it is sent. */
export type Reply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The protocol's words for what went wrong. */
export type ErrorCode =
  | 'INVALID_PARAMETER_VALUE'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_DOES_NOT_EXIST'
  | 'METHOD_NOT_ALLOWED'
  | 'RESOURCE_GONE'
  | 'REQUEST_TOO_LARGE'
  | 'RANGE_NOT_SATISFIABLE'
  | 'PRECONDITION_FAILED'
  | 'UNSUPPORTED_OPERATION'
  | 'TOO_MANY_REQUESTS'
  | 'INTERNAL_ERROR'

/** A refusal as the protocol writes it. */
export function refusal(
  status: number,
  errorCode: ErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = JSON.stringify({ errorCode, message })
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body }
}

/** A JSON answer. */
export function json(value: object): Reply {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return { status: 200, headers, body: JSON.stringify(value) }
}

/** Lines of JSON. */
export function lines(values: readonly object[], headers: Readonly<Record<string, string>>): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-ndjson; charset=utf-8', ...headers },
    body: values.map((value) => `${JSON.stringify(value)}\n`).join(''),
  }
}

/** What is the same on every answer: nothing may be kept, sniffed or shown by a browser. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}

/** Sends an answer; how many bytes of it. A HEAD gets the headers of it alone. */
export function send(response: ServerResponse, { status, headers, body }: Reply, isHead: boolean): number {
  const bytes = Buffer.from(body ?? '')
  response.writeHead(status, { ...commonHeaders, ...headers, 'content-length': bytes.length })
  response.end(isHead ? undefined : bytes)
  return isHead ? 0 : bytes.length
}
