import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { dateType, integerType, textType, timestampType } from '@glovebox/sql'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { DeltaSharingProfile } from '../connection/connection.ts'
import { end, fileAt, outcome, parquet, plain, provider, ranged } from './outcome.suite.ts'
import { type Answers, example, lines, openProvider } from './provider.suite.ts'

// What providers say, as the protocol's document has it and as servers bend it, and what is made of it.

const folder = mkdtempSync(join(tmpdir(), 'glovebox-provider-'))
after(() => rmSync(folder, { recursive: true }))

test('the document’s example is read: its version, its columns, its file with the partition’s value', async () => {
  const own = await provider(plain)
  const pinned = await own.pin()
  assert.ok(pinned.ok)
  assert.match(pinned.value.version, /^delta-sharing 123 /)
  assert.deepEqual(pinned.value.columns, [
    { name: 'eventTime', sourceType: 'timestamp', type: timestampType, isNullable: true },
    { name: 'date', sourceType: 'date', type: dateType, isNullable: true },
  ])
  assert.deepEqual(pinned.value.size, { files: 1, bytes: parquet.length })
  const fetched = await pinned.value.fetch({ folder, columns: ['eventTime', 'date'] }, {})
  assert.ok(fetched.ok, fetched.ok ? '' : fetched.failure.reason)
  assert.deepEqual(
    fetched.value.files.map(({ constants }) => constants),
    [{ date: '2021-04-28' }],
  )
  assert.deepEqual(new Uint8Array(readFileSync(fetched.value.files[0]?.path ?? '')).length, parquet.length)
  own.close()
})

test('requests are as the protocol has them, and the token goes to the provider alone', async () => {
  const { got } = await outcome(folder, plain)
  const [metadata] = got
  assert.deepEqual(
    [metadata?.method, metadata?.path],
    ['GET', '/delta-sharing/shares/share_name/schemas/schema_name/tables/table_name/metadata'],
  )
  const query = got.find(({ path }) => path.endsWith('/query'))
  assert.deepEqual([query?.method, query?.body], ['POST', '{}'])
  for (const { path, headers } of got) {
    const isFile = path.startsWith('/file')
    assert.equal(headers.authorization, isFile ? undefined : 'Bearer TOKEN')
    assert.equal(
      headers['delta-sharing-capabilities'],
      isFile
        ? undefined
        : 'responseformat=parquet,delta;readerfeatures=deletionvectors,columnmapping,timestampntz;includeendstreamaction=true',
    )
  }
})

const endLine = (more: object = {}): object => ({ endStreamAction: more })
const answers: readonly { readonly what: string; readonly answer: Answers; readonly outcome: string }[] = [
  {
    what: 'an end that was promised',
    answer: (_, url) => ({
      headers: { ...example.headers, ...end },
      body: lines(example.protocol, example.metaData, fileAt(url), endLine()),
    }),
    outcome: 'ok',
  },
  {
    what: 'an end that was not promised',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines(example.protocol, example.metaData, fileAt(url), endLine({ minUrlExpirationTimestamp: 1 })),
    }),
    outcome: 'ok',
  },
  {
    what: 'an end that was promised and is missing',
    answer: (_, url) => ({
      headers: { ...example.headers, ...end },
      body: lines(example.protocol, example.metaData, fileAt(url)),
    }),
    outcome: 'malformed',
  },
  {
    what: 'an end with an error',
    answer: (_, url) => ({
      headers: { ...example.headers, ...end },
      body: lines(
        example.protocol,
        example.metaData,
        fileAt(url),
        endLine({ errorMessage: 'There is an server error.' }),
      ),
    }),
    outcome: 'unavailable',
  },
  {
    what: 'a file after the end',
    answer: (_, url) => ({
      headers: { ...example.headers, ...end },
      body: lines(example.protocol, example.metaData, endLine(), fileAt(url)),
    }),
    outcome: 'malformed',
  },
  {
    what: 'keys and lines that are not known, and empty lines',
    answer: (_, url) => ({
      headers: example.headers,
      body: `${lines(example.protocol, { ...example.metaData, later: 1 })}\n\n${lines({ later: {} }, fileAt(url, { later: 1 }))}`,
    }),
    outcome: 'ok',
  },
  {
    what: 'no line end at the end',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines(example.protocol, example.metaData, fileAt(url)).trimEnd(),
    }),
    outcome: 'ok',
  },
  {
    what: 'a protocol that is newer',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines({ protocol: { minReaderVersion: 2 } }, example.metaData, fileAt(url)),
    }),
    outcome: 'unsupported',
  },
  {
    what: 'no metadata',
    answer: () => ({ headers: example.headers, body: lines(example.protocol) }),
    outcome: 'malformed',
  },
  {
    what: 'changes',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines(example.protocol, example.metaData, { add: fileAt(url).file }),
    }),
    outcome: 'malformed',
  },
  {
    what: 'a file twice',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines(example.protocol, example.metaData, fileAt(url), fileAt(url)),
    }),
    outcome: 'malformed',
  },
  {
    what: 'a file of another size than is said',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines(example.protocol, example.metaData, fileAt(url, { size: 573 })),
    }),
    outcome: 'changed',
  },
  {
    what: 'a file without its partition',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines(example.protocol, example.metaData, fileAt(url, { partitionValues: {} })),
    }),
    outcome: 'malformed',
  },
  {
    what: 'a partition that is no date',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines(example.protocol, example.metaData, fileAt(url, { partitionValues: { date: 'soon' } })),
    }),
    outcome: 'malformed',
  },
  {
    what: 'no version',
    answer: (_, url) => ({ headers: {}, body: lines(example.protocol, example.metaData, fileAt(url)) }),
    outcome: 'malformed',
  },
  { what: 'no JSON', answer: () => ({ headers: example.headers, body: '<html>' }), outcome: 'malformed' },
  {
    what: 'another table of the same version',
    answer: (_, url) => ({
      headers: example.headers,
      body: lines(example.protocol, { metaData: { ...example.metaData.metaData, id: 'other' } }, fileAt(url)),
    }),
    outcome: 'changed',
  },
  {
    what: 'another place',
    answer: () => ({ status: 302, headers: { location: 'http://169.254.169.254/' } }),
    outcome: 'unsupported',
  },
  {
    what: '401',
    answer: () => ({ status: 401, body: '{"errorCode":"UNAUTHENTICATED","message":"TOKEN"}' }),
    outcome: 'forbidden',
  },
  { what: '403', answer: () => ({ status: 403 }), outcome: 'forbidden' },
  { what: '404 once it was pinned', answer: () => ({ status: 404 }), outcome: 'changed' },
]
for (const { what, answer, outcome: expected } of answers) {
  test(`${what} is ${expected}`, async () => {
    const {
      outcome: found,
      reason,
      got,
    } = await outcome(folder, answer, {
      metadata: () => ({
        headers: example.headers,
        body: lines(example.protocol, { metaData: { ...example.metaData.metaData, numFiles: 1 } }),
      }),
    })
    assert.equal(found, expected, reason)
    for (const secret of ['TOKEN', 'SIGNED', 'X-Amz']) assert.equal(reason.includes(secret), false, reason)
    if (expected === 'forbidden') assert.equal(got.filter(({ path }) => path.endsWith('/query')).length, 1)
  })
}

test('what may pass is asked again, and what will not is not', async () => {
  for (const [status, times] of [
    [429, 3],
    [500, 3],
    [503, 3],
    [400, 1],
  ] as const) {
    let asked = 0
    const found = await outcome(folder, plain, {
      metadata: () => {
        asked++
        return asked < 3 ? { status } : { headers: example.headers, body: lines(example.protocol, example.metaData) }
      },
    })
    assert.equal(found.outcome, times === 3 ? 'ok' : 'not-found')
    assert.equal(asked, times)
  }
})

test('a newer version is not read instead: the pinned one is asked for by its number', async () => {
  const versioned =
    (isThere: boolean): Answers =>
    (got, url) => {
      const isAsked = got.body.includes('"version":123')
      if (isAsked && !isThere)
        return { status: 400, body: '{"errorCode":"INVALID_PARAMETER_VALUE","message":"no history"}' }
      const headers = { ...example.headers, 'delta-table-version': isAsked ? '123' : '124' }
      return { headers, body: lines(example.protocol, example.metaData, fileAt(url)) }
    }
  assert.equal((await outcome(folder, versioned(true))).outcome, 'ok')
  assert.equal((await outcome(folder, versioned(false))).outcome, 'changed')
})

test('all pages are read, and a page of another version is refused', async () => {
  const paged =
    (second: string): Answers =>
    (got, url) => {
      const isSecond = got.body.includes('"pageToken":"next"')
      const headers = { ...example.headers, ...end, 'delta-table-version': isSecond ? second : '123' }
      const file = fileAt(url, isSecond ? { id: 'second' } : {})
      return {
        headers,
        body: lines(
          example.protocol,
          example.metaData,
          file,
          endLine(isSecond ? { nextPageToken: '' } : { nextPageToken: 'next' }),
        ),
      }
    }
  assert.equal((await outcome(folder, paged('123'))).files.length, 2)
  assert.equal((await outcome(folder, paged('124'))).outcome, 'changed')
})

test('the delta format is read: names of files that columns are mapped to, and rows that are deleted', async () => {
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'col-1', data: [1, 2, 3].map(BigInt), type: 'INT64', nullable: false }],
    }),
  )
  const protocol = {
    protocol: {
      deltaProtocol: {
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: ['columnMapping'],
        writerFeatures: ['columnMapping'],
      },
    },
  }
  const fields = [
    {
      name: 'id',
      type: 'long',
      nullable: true,
      metadata: { 'delta.columnMapping.id': 1, 'delta.columnMapping.physicalName': 'col-1' },
    },
  ]
  const metaData = {
    metaData: {
      numFiles: 1,
      deltaMetadata: {
        id: 'a',
        format: { provider: 'parquet' },
        schemaString: JSON.stringify({ type: 'struct', fields }),
        partitionColumns: [],
        configuration: { 'delta.columnMapping.mode': 'name' },
      },
    },
  }
  const headers = { ...example.headers, 'delta-sharing-capabilities': 'responseformat=delta' }
  const own = await openProvider((got, url) => {
    if (got.path.startsWith('/file')) return ranged(got, bytes)
    const add = { path: `${url}/file`, partitionValues: {}, size: bytes.length, modificationTime: 0, dataChange: true }
    const file = { file: { id: 'f', size: bytes.length, deltaSingleAction: { add } } }
    return { headers, body: lines(protocol, metaData, ...(got.path.endsWith('/query') ? [file] : [])) }
  })
  const pinned = await own.pin()
  assert.ok(pinned.ok, pinned.ok ? '' : pinned.failure.reason)
  const fetched = await pinned.value.fetch({ folder, columns: ['id'] }, {})
  assert.ok(fetched.ok, fetched.ok ? '' : fetched.failure.reason)
  assert.deepEqual(
    fetched.value.files.map(({ names }) => names),
    [{ id: 'col-1' }],
  )
  own.close()
})

const bounded = [
  {
    what: 'a partition',
    bounds: [{ column: 'date', type: dateType, low: 18745n, high: 18745n }],
    files: 1,
    hint: '{"op":"and","children":[{"op":"greaterThanOrEqual","children":[{"op":"column","name":"date","valueType":"date"},{"op":"literal","value":"2021-04-28","valueType":"date"}]},{"op":"lessThanOrEqual","children":[{"op":"column","name":"date","valueType":"date"},{"op":"literal","value":"2021-04-28","valueType":"date"}]}]}',
  },
  {
    what: 'one end',
    bounds: [{ column: 'date', type: dateType, low: 18746n }],
    files: 0,
    hint: '{"op":"greaterThanOrEqual","children":[{"op":"column","name":"date","valueType":"date"},{"op":"literal","value":"2021-04-29","valueType":"date"}]}',
  },
  { what: 'statistics', bounds: [{ column: 'eventTime', type: timestampType, low: 1_700_000_000_000_000n }], files: 0 },
  { what: 'another type than the column’s', bounds: [{ column: 'date', type: textType, low: '2022' }], files: 1 },
  { what: 'a column that is not there', bounds: [{ column: 'other', type: integerType, low: 1n }], files: 1 },
]
for (const { what, bounds, files, hint } of bounded) {
  test(`bounds of ${what} leave ${files} files, and the provider is told what it has words for`, async () => {
    const found = await outcome(folder, plain, { bounds })
    assert.deepEqual([found.outcome, found.files.length], ['ok', files], found.reason)
    const query = found.got.findLast(({ path }) => path.endsWith('/query'))
    assert.deepEqual(JSON.parse(query?.body ?? ''), hint === undefined ? {} : { jsonPredicateHints: hint })
  })
}

test('URLs in the clear are refused of a provider that is asked by https', async () => {
  const own = await provider(plain)
  const profile: DeltaSharingProfile = { ...own.profile, endpoint: 'https://provider.example/delta-sharing' }
  const { http: plainHttp } = own.world
  const http: typeof plainHttp = {
    close: () => plainHttp.close(),
    send: (request) => plainHttp.send({ ...request, url: request.url.replace('https://provider.example', own.url) }),
  }
  Object.assign(own.world, { http })
  const pinned = await own.pin(profile)
  assert.ok(pinned.ok)
  const fetched = await pinned.value.fetch({ folder }, {})
  assert.equal(fetched.ok ? 'ok' : fetched.failure.kind, 'malformed')
  own.close()
})

test('names are said as they are, also of shares with dots', async () => {
  const own = await provider(plain)
  await own.pin(undefined, 'my.share.schema.tab le')
  assert.match(
    own.got[0]?.path ?? '',
    /^\/delta-sharing\/shares\/my\.share\/schemas\/schema\/tables\/tab%20le\/metadata$/,
  )
  own.close()
})
