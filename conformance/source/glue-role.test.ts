import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Connection, S3Connection } from '@glovebox/source'
import { account, connectionWith, define, folder, formats, putParquet, source } from './glue.fixture.ts'
import { value } from './table-source.suite.ts'

test('a role is taken on for the definition of just one table, and for just the folders of its files', async () => {
  define('own', { id: 'int' }, formats.parquet, {
    keys: { k: 'string' },
    partitions: [
      [['a'], 's3://bucket/own/a/'],
      [['b'], 's3://bucket/away/b/'],
    ],
  })
  await putParquet('own/a/1', 'SELECT 1 AS id')
  await putParquet('away/b/1', 'SELECT 2 AS id')
  const policies: { readonly Statement: readonly { readonly Action: unknown; readonly Resource: unknown }[] }[] = []
  const sts = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    policies.push(JSON.parse(new URLSearchParams(body).get('Policy') ?? ''))
    const { accessKeyId, secretAccessKey, sessionToken } = account
    response.end(
      `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(Date.now() + 900_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    )
  })
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve))
  const connection: Connection = {
    ...(connectionWith() as S3Connection),
    stsEndpoint: `http://127.0.0.1:${(sts.address() as AddressInfo).port}/`,
    credentials: { accessKeyId: 'AKIAOWN', secretAccessKey: 'own' },
    role: { arn: 'arn:aws:iam::123456789012:role/reader' },
  }
  const pinned = value(await source('db.own', connection).pin({}))
  value(await pinned.fetch({ folder: mkdtempSync(join(folder, 'need-')) }, {}))
  sts.close()
  sts.closeAllConnections()
  const allowed = policies.map(({ Statement }) => Statement.map(({ Resource }) => Resource))
  const catalog = 'arn:aws:glue:eu-central-1:123456789012'
  assert.deepEqual(allowed[0], [[`${catalog}:catalog`, `${catalog}:database/db`, `${catalog}:table/db/own`]])
  assert.deepEqual(allowed.slice(1).flat().sort(), [
    'arn:aws:s3:::bucket',
    'arn:aws:s3:::bucket',
    'arn:aws:s3:::bucket/away/b/*',
    'arn:aws:s3:::bucket/own/*',
  ])
})
