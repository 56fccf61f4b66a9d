import { judge, over } from '../bytes/judge.ts'
import { failed } from '../bytes/outcome.ts'
import type { Attempt } from '../bytes/retry.ts'
import { Refused } from '../lake/refused.ts'
import type { SourceFailureKind } from '../port/source-failure.ts'
import { Unanswered } from './transport-handler.ts'

/** What an error of the SDK means; of what the service says, its own word alone is passed on. */
export function judgeGlue<T>(error: unknown, what: string, now: number): Attempt<T> {
  if (error instanceof Refused) return { kind: 'over', outcome: { ok: false, failure: error.failure } }
  if (error instanceof Unanswered) return judge({ kind: 'none', why: error.why }, what, now)
  const { name, status } = saidBy(error)
  const said = /^[A-Z][A-Za-z]{2,60}$/.test(name) ? ` (${name})` : ''
  const known = meanings.get(name)
  if (known !== undefined) return over(known[0], `${what}: ${known[1]}${said}`)
  if (passing.has(name) || status === 429 || (status ?? 0) >= 500)
    return {
      kind: 'again',
      failure: failed('unavailable', `${what}: the catalog does not answer${said}, also when asked again`).failure,
    }
  if (status !== undefined && status >= 300 && status < 400)
    return over('unsupported', `${what}: the catalog answers with another place (${status}), which is not followed`)
  if (status === 401 || status === 403) return over('forbidden', `${what}: ${refusal}${said}`)
  return over('malformed', `${what}: the catalog answers what is no answer of it${said}`)
}

function saidBy(error: unknown): { readonly name: string; readonly status: number | undefined } {
  if (typeof error !== 'object' || error === null) return { name: '', status: undefined }
  const name = 'name' in error && typeof error.name === 'string' ? error.name : ''
  const metadata = '$metadata' in error ? error.$metadata : undefined
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined
  return { name, status: typeof status === 'number' ? status : undefined }
}

const refusal = 'the catalog refuses; look at the credentials, when they end, and what they and Lake Formation allow'

const meanings: ReadonlyMap<string, readonly [SourceFailureKind, string]> = new Map<
  string,
  readonly [SourceFailureKind, string]
>([
  ...[
    'AccessDeniedException',
    'ExpiredTokenException',
    'IncompleteSignature',
    'IncompleteSignatureException',
    'InvalidClientTokenId',
    'InvalidSignatureException',
    'MissingAuthenticationTokenException',
    'SignatureDoesNotMatch',
    'UnrecognizedClientException',
  ].map((name) => [name, ['forbidden', refusal]] as const),
  ['EntityNotFoundException', ['not-found', 'there is no such table, or none that these credentials may see']],
  ['GlueEncryptionException', ['forbidden', 'the catalog is encrypted by a key that may not be used']],
  ['InvalidInputException', ['unsupported', 'the catalog has no table by such a name']],
  ['ValidationException', ['unsupported', 'the catalog has no table by such a name']],
  ['FederationSourceException', ['unsupported', 'the table is one of another catalog, which does not answer']],
])

const passing: ReadonlySet<string> = new Set([
  'ConcurrentModificationException',
  'FederationSourceRetryableException',
  'InternalFailure',
  'InternalServerException',
  'InternalServiceException',
  'OperationTimeoutException',
  'RequestLimitExceeded',
  'ResourceNotReadyException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ThrottlingException',
  'TooManyRequestsException',
])
