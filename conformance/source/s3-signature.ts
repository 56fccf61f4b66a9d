import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What a strict S3 server looks at in a request. Written from AWS's description of Signature Version 4, for tests alone. */
export type SignedRequest = {
  readonly method: string
  /** As it was sent, with its query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Who may ask. */
export type S3Account = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly region: string
  /** Absent: S3. */
  readonly service?: string
}

/** Why a request is refused, by S3's own codes; undefined where its signature holds. */
export function whyRefused(request: SignedRequest, account: S3Account, now: number): string | undefined {
  const { path, query } = splitTarget(request.target)
  if (path !== encode(decodeURIComponent(path), true)) return 'InvalidURI'
  return query.has('X-Amz-Signature')
    ? checkPresigned(request, path, query, account, now)
    : checkHeader(request, path, query, account, now)
}

/** The path of a target, and its query, decoded once. */
export function splitTarget(target: string): { readonly path: string; readonly query: ReadonlyMap<string, string> } {
  const [path = '', text = ''] = target.split('?', 2)
  const pairs = text.split('&').filter((pair) => pair !== '')
  return {
    path,
    query: new Map(
      pairs.map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s, 2)
        return [decodeURIComponent(name), decodeURIComponent(value.replaceAll('+', ' '))] as const
      }),
    ),
  }
}

type Query = ReadonlyMap<string, string>

function checkPresigned(request: SignedRequest, path: string, query: Query, account: S3Account, now: number) {
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return 'AuthorizationQueryParametersError'
  const [time = '', seconds] = [query.get('X-Amz-Date'), Number(query.get('X-Amz-Expires'))]
  const signedAt = instant(time)
  if (!(seconds >= 1 && seconds <= 604_800) || Number.isNaN(signedAt)) return 'AuthorizationQueryParametersError'
  if ((query.get('X-Amz-Security-Token') ?? undefined) !== account.sessionToken) return 'InvalidToken'
  const unsigned = new Map([...query].filter(([name]) => name !== 'X-Amz-Signature'))
  const why = compare(request, path, unsigned, account, {
    credential: query.get('X-Amz-Credential') ?? '',
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    payload: 'UNSIGNED-PAYLOAD',
    time,
  })
  if (why !== undefined) return why
  if (now < signedAt - 900_000 || now > signedAt + seconds * 1000) return 'AccessDenied'
  return undefined
}

function checkHeader(request: SignedRequest, path: string, query: Query, account: S3Account, now: number) {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    one(request.headers.authorization),
  )
  if (parts === null) return 'AccessDenied'
  const [, credential = '', signedHeaders = '', signature = ''] = parts
  if ((request.headers['x-amz-security-token'] ?? undefined) !== account.sessionToken) return 'InvalidToken'
  const time = one(request.headers['x-amz-date'])
  const payload = one(request.headers['x-amz-content-sha256'])
  const covers = signedHeaders.split(';')
  if (payload === '' || !covers.includes('x-amz-content-sha256') || !covers.includes('x-amz-date'))
    return 'InvalidRequest'
  const why = compare(request, path, query, account, { credential, signedHeaders, signature, payload, time })
  if (why !== undefined) return why
  return Math.abs(now - instant(time)) > 900_000 ? 'RequestTimeTooSkewed' : undefined
}

type Claim = {
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
  readonly payload: string
  readonly time: string
}

function compare(request: SignedRequest, path: string, query: Query, account: S3Account, claim: Claim) {
  const [keyId, ...scope] = claim.credential.split('/')
  if (keyId !== account.accessKeyId) return 'InvalidAccessKeyId'
  const day = claim.time.slice(0, 8)
  const service = account.service ?? 's3'
  if (scope.join('/') !== `${day}/${account.region}/${service}/aws4_request`) return 'AuthorizationHeaderMalformed'
  const names = claim.signedHeaders.split(';')
  if (!names.includes('host')) return 'SignatureDoesNotMatch'
  const canonical = [
    request.method,
    encode(decodeURIComponent(path), true),
    [...query]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${one(request.headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    claim.signedHeaders,
    claim.payload,
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', claim.time, scope.join('/'), sha256(canonical)].join('\n')
  const key = [day, account.region, service, 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${account.secretAccessKey}`,
  )
  const expected = createHmac('sha256', key).update(toSign).digest()
  const given = Buffer.from(claim.signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected) ? undefined : 'SignatureDoesNotMatch'
}

function instant(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  return parts === null ? Number.NaN : Date.parse(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function encode(text: string, keepsSlashes = false): string {
  const encoded = encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return keepsSlashes ? encoded.replaceAll('%2F', '/') : encoded
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function one(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : ''
}
