import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { anyAddress, openSources, type S3Connection } from '@glovebox/source'
import { rowsOf, scanOf } from './duckdb.ts'
import { openS3Double } from './s3-double.ts'
import { sampleBytes } from './sample-table.ts'
import { value } from './table-source.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-open-'))
const sources = await openSources({ guard: anyAddress, cache: { bytes: 10_000_000, folder: join(folder, 'cache') } })
const closing: (() => unknown)[] = []
after(async () => {
  for (const close of closing) await close()
  await sources.close()
  rmSync(folder, { recursive: true, force: true })
})

const session = {
  accessKeyId: 'ASIASESSION',
  secretAccessKey: 'session/secret',
  sessionToken: 'session+token/==',
  region: 'eu-central-1',
}

test('a table in folders of a bucket is read under a session of a role that may read just that', async () => {
  const double = await openS3Double(session, { bucket: 'lake', clock: Date.now })
  const asked: URLSearchParams[] = []
  const sts = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push(new URLSearchParams(body))
    assert.match(request.headers.authorization ?? '', /Credential=AKIAOWN\/\d{8}\/eu-central-1\/sts\/aws4_request/)
    const { accessKeyId, secretAccessKey, sessionToken } = session
    response.end(
      `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(Date.now() + 900_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    )
  })
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve))
  closing.push(
    double.close,
    () => sts.close(),
    () => sts.closeAllConnections(),
  )
  double.put('t/part=a/1.parquet', await sampleBytes(folder, 'a.parquet', 'id < 2500'))
  double.put('t/part=b/1.parquet', await sampleBytes(folder, 'b.parquet', 'id >= 2500'))
  double.put('t/_SUCCESS', new Uint8Array())
  const connection: S3Connection = {
    kind: 's3',
    region: session.region,
    endpoint: double.url,
    stsEndpoint: `http://127.0.0.1:${(sts.address() as AddressInfo).port}/`,
    addressing: 'path',
    credentials: { accessKeyId: 'AKIAOWN', secretAccessKey: 'own' },
    role: { arn: 'arn:aws:iam::123456789012:role/reader', externalId: 'agreed' },
  }
  const place = { kind: 's3', path: 's3://lake/t/', format: 'parquet', isPartitioned: true } as const
  const read = async (): Promise<void> => {
    const pinned = value(await value(sources.open(place, { connection, owner: 'org', folder })).pin({}))
    assert.deepEqual(
      pinned.columns?.map(({ name }) => name),
      ['id', 'name', 'amount', 'day', 'part'],
    )
    const bounds = [{ column: 'part', type: { kind: 'text' }, low: 'b', high: 'b' }] as const
    const local = value(await pinned.fetch({ folder, columns: ['id', 'part'], bounds }, {}))
    assert.equal(local.files.length, 1)
    assert.deepEqual(await rowsOf(`SELECT part, min(id), count(*) FROM ${scanOf(local)} GROUP BY part`), [
      '["b","2500","2500"]',
    ])
  }
  await read()
  const sent = double.sent()
  await read()
  assert.equal(double.sent(), sent)
  const policy = JSON.parse(asked[0]?.get('Policy') ?? '{}')
  assert.equal(asked[0]?.get('ExternalId'), 'agreed')
  assert.deepEqual(policy.Statement[0], { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lake/t/*' })
  assert.deepEqual(policy.Statement[1].Condition, { StringLike: { 's3:prefix': 't/*' } })
})

test('a file at an address is read with the headers of its connection, which go to its own site alone', async () => {
  const bytes = await sampleBytes(folder, 'site.csv')
  const tag = `"${createHash('md5').update(bytes).digest('hex')}"`
  const site = createServer((request, response) => {
    if (request.headers['x-key'] !== 'let-me-in') return response.writeHead(403).end()
    const [, from = 0, to = 0] = (/^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []).map(Number)
    const range = `bytes ${from}-${to}/${bytes.length}`
    return response.writeHead(206, { etag: tag, 'content-range': range }).end(bytes.subarray(from, to + 1))
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  closing.push(
    () => site.close(),
    () => site.closeAllConnections(),
  )
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const place = { kind: 'https', path: `${origin}/t.csv?sig=hidden`, format: 'csv', isPartitioned: false } as const
  const connection = { kind: 'https', origin, headers: { 'x-key': 'let-me-in' } } as const
  const pinned = value(await value(sources.open(place, { connection, owner: 'org', folder })).pin({}))
  const local = value(await pinned.fetch({ folder }, {}))
  assert.deepEqual(await rowsOf(`SELECT count(*) FROM ${scanOf(local)}`), ['["5000"]'])
  assert.equal(
    sources.open(place, { connection: { ...connection, origin: 'https://example.org' }, owner: 'org', folder }).ok,
    false,
  )
})
