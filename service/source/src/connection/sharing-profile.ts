import type { DeltaSharingProfile } from './connection.ts'

/** What is wrong with a profile file, in words that quote nothing of it. */
export type ProfileMistake = { readonly mistake: string }

/**
 * Reads a profile file of Delta Sharing, versions 1 and 2. A key that is not known is let through: providers add their
 * own.
 */
export function readSharingProfile(value: unknown): DeltaSharingProfile | ProfileMistake {
  const fields = fieldsOf(value)
  if (fields === undefined) return { mistake: 'a profile is an object' }
  const version = fields.shareCredentialsVersion
  if (version !== 1 && version !== 2) return { mistake: '`shareCredentialsVersion` must be 1 or 2' }
  const endpoint = textOf(fields.endpoint)
  if (endpoint === undefined || !/^https?:\/\/[^\s?#@]+$/.test(endpoint))
    return { mistake: '`endpoint` must be an address' }
  const expirationTime = textOf(fields.expirationTime)
  if (expirationTime !== undefined && Number.isNaN(Date.parse(expirationTime)))
    return { mistake: '`expirationTime` must be a moment' }
  const base = {
    endpoint: endpoint.replace(/\/+$/, ''),
    ...(expirationTime === undefined ? {} : { expirationTime: new Date(expirationTime).toISOString() }),
  }
  const type = version === 1 ? 'bearer_token' : fields.type
  switch (type) {
    case 'bearer_token': {
      const bearerToken = secretOf(fields.bearerToken)
      return bearerToken === undefined ? missing('bearerToken') : { ...base, type, bearerToken }
    }
    case 'basic': {
      const [username, password] = [secretOf(fields.username), secretOf(fields.password)]
      if (username === undefined) return missing('username')
      return password === undefined ? missing('password') : { ...base, type, username, password }
    }
    case 'oauth_client_credentials': {
      const tokenEndpoint = textOf(fields.tokenEndpoint)
      const [clientId, clientSecret] = [secretOf(fields.clientId), secretOf(fields.clientSecret)]
      if (tokenEndpoint === undefined || !/^https?:\/\/[^\s#@]+$/.test(tokenEndpoint)) return missing('tokenEndpoint')
      if (clientId === undefined) return missing('clientId')
      if (clientSecret === undefined) return missing('clientSecret')
      const scope = textOf(fields.scope)
      return { ...base, type, tokenEndpoint, clientId, clientSecret, ...(scope === undefined ? {} : { scope }) }
    }
    default:
      return { mistake: '`type` must be `bearer_token`, `basic` or `oauth_client_credentials`' }
  }
}

function missing(key: string): ProfileMistake {
  return { mistake: `\`${key}\` is missing, or is not what it must be` }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= 8192 ? value : undefined
}

/** What goes into a header must not end it. */
function secretOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text !== undefined && /^[\x20-\x7e]+$/.test(text) ? text : undefined
}
