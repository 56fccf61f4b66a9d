/** Errors of RFC 6749, 7591 and 8707 that this server answers with. */
export type OauthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'invalid_target'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'

/** Something of OAuth that was not done. */
export type OauthError = {
  readonly ok: false
  readonly error: OauthErrorCode
  readonly description: string
}

export type OauthOutcome<T> = { readonly ok: true; readonly value: T } | OauthError

/** It was not done. */
export function oauthError(error: OauthErrorCode, description: string): OauthError {
  return { ok: false, error, description }
}
