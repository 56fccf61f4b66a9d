import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

/** An authenticator made of software: one ES256 passkey, for any site that asks. */
export type Authenticator = {
  readonly id: string
  readonly create: (options: unknown, more?: Deviation) => object
  readonly get: (options: unknown, more?: Deviation) => object
}

/** Ways in which an answer may not be what it should be. */
export type Deviation = {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly isVerified?: boolean
  readonly counter?: number
  readonly isForged?: boolean
  readonly userHandle?: string
  readonly format?: string
}

/** Makes an authenticator. */
export function newAuthenticator(origin: string): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  let counter = 0
  let userHandle = ''
  const clientData = (type: string, options: unknown, more: Deviation): Buffer =>
    Buffer.from(
      JSON.stringify({ type, challenge: more.challenge ?? field(options, 'challenge'), origin: more.origin ?? origin }),
    )
  const authenticatorData = (rpId: string, more: Deviation, credential: Buffer): Buffer => {
    const flags = 0x01 | (more.isVerified === false ? 0 : 0x04) | (credential.length > 0 ? 0x40 : 0)
    counter = more.counter ?? counter + 1
    const head = Buffer.alloc(5)
    head.writeUInt8(flags)
    head.writeUInt32BE(counter, 1)
    return Buffer.concat([
      createHash('sha256')
        .update(more.rpId ?? rpId)
        .digest(),
      head,
      credential,
    ])
  }
  const shared = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' } as const
  return {
    id: shared.id,
    create: (options, more = {}) => {
      userHandle = String(field(field(options, 'user'), 'id'))
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const credential = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)])
      const data = authenticatorData(String(field(field(options, 'rp'), 'id')), more, credential)
      const attestation = cbor(
        new Map<string, unknown>([
          ['fmt', more.format ?? 'none'],
          ['attStmt', new Map()],
          ['authData', data],
        ]),
      )
      return {
        ...shared,
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options, more).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    get: (options, more = {}) => {
      const data = authenticatorData(String(field(options, 'rpId')), more, Buffer.alloc(0))
      const client = clientData('webauthn.get', options, more)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      const key: KeyObject =
        more.isForged === true ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : privateKey
      return {
        ...shared,
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: createSign('sha256').update(signed).sign(key).toString('base64url'),
          userHandle: more.userHandle ?? userHandle,
        },
      }
    },
  }
}

function field(value: unknown, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key]
}

function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )
}

/** As much of CBOR as passkeys are written in. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Map)
    return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])])
  throw new Error('this is not written in CBOR here')
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  if (length < 256) return Buffer.from([(major << 5) | 24, length])
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255])
}
