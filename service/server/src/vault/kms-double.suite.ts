import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stand-in for AWS KMS that holds every request to the documented API, its signature too. */
export type KmsDouble = {
  readonly endpoint: string
  readonly asked: readonly { readonly action: string; readonly body: Readonly<Record<string, unknown>> }[]
  /** Refuses everything from now on, in a word of KMS. */
  refuse: (reason: string | undefined) => void
  readonly close: () => Promise<void>
}

export const kmsAccount = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret-of-the-example',
  region: 'eu-central-1',
}
const arn = (key: string): string => `arn:aws:kms:${kmsAccount.region}:111122223333:key/${key}`

/** What each action takes, by the API reference; all of it may be absent but what is marked. */
const parameters: Readonly<Record<string, Readonly<Record<string, 'required' | 'optional'>>>> = {
  GenerateDataKey: {
    KeyId: 'required',
    KeySpec: 'optional',
    NumberOfBytes: 'optional',
    EncryptionContext: 'optional',
    GrantTokens: 'optional',
    Recipient: 'optional',
    DryRun: 'optional',
  },
  Decrypt: {
    CiphertextBlob: 'required',
    KeyId: 'optional',
    EncryptionAlgorithm: 'optional',
    EncryptionContext: 'optional',
    GrantTokens: 'optional',
    Recipient: 'optional',
    DryRun: 'optional',
  },
}

/** Opens the stand-in with these keys. */
export async function openKmsDouble(keys: readonly string[]): Promise<KmsDouble> {
  const secrets = new Map(keys.map((key) => [arn(key), randomBytes(32)]))
  const asked: { action: string; body: Record<string, unknown> }[] = []
  let refused: string | undefined
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(body))
    })
  })
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: object }> => {
    try {
      const text = await textOf(request)
      checkSignature(request, text)
      const { action, body } = readRequest(request, text)
      asked.push({ action, body })
      if (refused !== undefined) throw new KmsError(refused)
      return { status: 200, body: action === 'Decrypt' ? decrypt(secrets, body) : generate(secrets, body) }
    } catch (error) {
      const type = error instanceof KmsError ? error.message : 'ValidationException'
      return { status: 400, body: { __type: type, message: String(error) } }
    }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refuse: (reason) => {
      refused = reason
    },
    close: () => closed(server),
  }
}

class KmsError extends Error {}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function readRequest(request: IncomingMessage, text: string): { action: string; body: Record<string, unknown> } {
  assert.deepEqual([request.method, request.url], ['POST', '/'])
  assert.equal(request.headers['content-type'], 'application/x-amz-json-1.1')
  const [service, action = ''] = String(request.headers['x-amz-target']).split('.')
  assert.equal(service, 'TrentService')
  const known = parameters[action]
  if (known === undefined) throw new KmsError('UnknownOperationException')
  const body = JSON.parse(text) as Record<string, unknown>
  for (const name of Object.keys(body)) assert.ok(name in known, `${action} takes no ${name}`)
  for (const [name, need] of Object.entries(known)) if (need === 'required') assert.ok(name in body, name)
  return { action, body }
}

/** The context as bytes that a ciphertext is bound to, whatever the order of its keys. */
function contextOf({ EncryptionContext: context = {} }: Readonly<Record<string, unknown>>): Buffer {
  const entries = Object.entries(context as Record<string, unknown>)
  for (const [, value] of entries) assert.equal(typeof value, 'string')
  return Buffer.from(JSON.stringify(entries.toSorted()))
}

function generate(secrets: ReadonlyMap<string, Buffer>, body: Readonly<Record<string, unknown>>): object {
  assert.ok('KeySpec' in body !== 'NumberOfBytes' in body)
  assert.ok(body.KeySpec === undefined || ['AES_128', 'AES_256'].includes(String(body.KeySpec)))
  const named = [...secrets].find(([id]) => id === body.KeyId || id.endsWith(`key/${String(body.KeyId)}`))
  if (named === undefined) throw new KmsError('NotFoundException')
  const [KeyId, secret] = named
  const key = randomBytes(body.KeySpec === 'AES_128' ? 16 : 32)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(contextOf(body))
  const hidden = Buffer.concat([
    Buffer.from(`${KeyId}\n`),
    nonce,
    cipher.update(key),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  return {
    KeyId,
    Plaintext: key.toString('base64'),
    CiphertextBlob: hidden.toString('base64'),
    KeyMaterialId: randomBytes(32).toString('hex'),
  }
}

function decrypt(secrets: ReadonlyMap<string, Buffer>, body: Readonly<Record<string, unknown>>): object {
  const blob = Buffer.from(String(body.CiphertextBlob), 'base64')
  const end = blob.indexOf('\n')
  const KeyId = blob.subarray(0, end).toString()
  if (body.KeyId !== undefined && body.KeyId !== KeyId && !KeyId.endsWith(`key/${String(body.KeyId)}`))
    throw new KmsError('IncorrectKeyException')
  const secret = secrets.get(KeyId)
  if (secret === undefined) throw new KmsError('InvalidCiphertextException')
  const decipher = createDecipheriv('aes-256-gcm', secret, blob.subarray(end + 1, end + 13)).setAAD(contextOf(body))
  decipher.setAuthTag(blob.subarray(blob.length - 16))
  try {
    const key = Buffer.concat([decipher.update(blob.subarray(end + 13, blob.length - 16)), decipher.final()])
    return { KeyId, Plaintext: key.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
  } catch {
    throw new KmsError('InvalidCiphertextException')
  }
}

/** Signature Version 4, computed anew from what was sent. */
function checkSignature(request: IncomingMessage, text: string): void {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/kms\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/
  const [, id, day = '', region = '', names = '', signature] = form.exec(request.headers.authorization ?? '') ?? []
  if (id !== kmsAccount.accessKeyId) throw new KmsError('UnrecognizedClientException')
  assert.equal(region, kmsAccount.region)
  const date = String(request.headers['x-amz-date'])
  assert.ok(date.startsWith(day) && Math.abs(Date.parse(iso(date)) - Date.now()) < 300_000)
  for (const needed of ['host', 'x-amz-date', 'x-amz-target', 'content-type'])
    assert.ok(names.split(';').includes(needed), `${needed} is not signed`)
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const canonical = ['POST', '/', '', headers.join(''), names, sha256(text)].join('\n')
  const scope = `${day}/${region}/kms/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const key = [day, region, 'kms', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${kmsAccount.secretAccessKey}`)
  if (hmac(key, toSign).toString('hex') !== signature) throw new KmsError('InvalidSignatureException')
}

function iso(date: string): string {
  return date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
