import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestShare, type TestShare, urlsOf } from '../share.suite.ts'

// The calls of the protocol, as its document describes their answers.

let share: TestShare
let token: string
let narrow: string
before(async () => {
  share = await openTestShare()
  token = await share.recipient('acme', ['results'])
  narrow = await share.recipient('narrow', ['results.default.weekly:id,day'])
})
after(() => share.close())

const at = '/shares/results/schemas/default/tables/weekly'
const weekly = 'results.default.weekly'
const both = 'responseformat=delta,parquet;readerfeatures=deletionvectors,columnmapping,timestampntz'

const lists = [
  { path: '/shares', body: { items: [{ name: 'results' }] } },
  { path: '/shares/results', body: { share: { name: 'results' } } },
  { path: '/shares/RESULTS/schemas', body: { items: [{ name: 'default', share: 'results' }] } },
]
for (const { path, body } of lists) {
  test(`GET ${path} answers as the protocol says`, async () => {
    const response = await share.ask(path, { token })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.deepEqual(await response.json(), body)
  })
}

for (const path of [
  '/shares/results/schemas/default/tables',
  '/shares/results/all-tables',
  '/shares/results/Schemas/default/tables/',
]) {
  test(`GET ${path} names the tables with their share and schema`, async () => {
    const response = await share.ask(path, { token })
    if (path.includes('Schemas')) return assert.equal(response.status, 404)
    const { items } = (await response.json()) as { items: readonly Record<string, unknown>[] }
    assert.deepEqual(
      items.map(({ id, ...rest }) => [typeof id, rest]),
      [['string', { name: 'weekly', schema: 'default', share: 'results', accessModes: ['url'] }]],
    )
  })
}

test('a page of no results has a token for the next page, and the last page has none', async () => {
  const first = (await (await share.ask('/shares?maxResults=0', { token })).json()) as {
    items: unknown[]
    nextPageToken: string
  }
  assert.deepEqual(first.items, [])
  const next = await share.ask(`/shares?maxResults=1&pageToken=${encodeURIComponent(first.nextPageToken)}`, { token })
  assert.deepEqual(await next.json(), { items: [{ name: 'results' }] })
})

test('a page token is of one list and one recipient', async () => {
  const { nextPageToken } = (await (await share.ask('/shares?maxResults=0', { token })).json()) as {
    nextPageToken: string
  }
  const query = `?pageToken=${encodeURIComponent(nextPageToken)}`
  for (const [path, by] of [
    ['/shares/results/schemas', token],
    ['/shares', narrow],
  ] as const)
    assert.equal((await share.ask(`${path}${query}`, { token: by })).status, 400)
})

const errors = [
  { what: 'no token', path: '/shares', init: {}, status: 401, code: 'UNAUTHENTICATED' },
  { what: 'a token of nobody', path: '/shares', init: { token: 'gbs_nobody' }, status: 401, code: 'UNAUTHENTICATED' },
  { what: 'a share that is not there', path: '/shares/other', status: 404, code: 'RESOURCE_DOES_NOT_EXIST' },
  {
    what: 'schemas of a share that is not there',
    path: '/shares/other/schemas',
    status: 404,
    code: 'RESOURCE_DOES_NOT_EXIST',
  },
  { what: 'a table that is not there', path: `${at}x/metadata`, status: 404, code: 'RESOURCE_DOES_NOT_EXIST' },
  { what: 'a call that is not there', path: `${at}/rows`, status: 404, code: 'RESOURCE_DOES_NOT_EXIST' },
  { what: 'a path beside the endpoint', path: '/../shares', status: 404, code: 'RESOURCE_DOES_NOT_EXIST' },
  { what: 'a path that is no text', path: '/shares/%ff', status: 404, code: 'RESOURCE_DOES_NOT_EXIST' },
  { what: 'maxResults that is no number', path: '/shares?maxResults=-1', status: 400, code: 'INVALID_PARAMETER_VALUE' },
  { what: 'a page token of nobody', path: '/shares?pageToken=abc', status: 400, code: 'INVALID_PARAMETER_VALUE' },
  { what: 'another method', path: '/shares', init: { method: 'DELETE' }, status: 405, code: 'METHOD_NOT_ALLOWED' },
  { what: 'a query by GET', path: `${at}/query`, status: 405, code: 'METHOD_NOT_ALLOWED' },
  { what: 'changes', path: `${at}/changes?startingVersion=0`, status: 400, code: 'UNSUPPORTED_OPERATION' },
  {
    what: 'credentials of the storage',
    path: `${at}/temporary-table-credentials`,
    init: { method: 'POST' },
    status: 400,
    code: 'UNSUPPORTED_OPERATION',
  },
  { what: 'a version that never was', path: `${at}/metadata?version=7`, status: 400, code: 'INVALID_PARAMETER_VALUE' },
  { what: 'a version that is none', path: `${at}/metadata?version=1.5`, status: 400, code: 'INVALID_PARAMETER_VALUE' },
  {
    what: 'a timestamp that is none',
    path: `${at}/version?startingTimestamp=yesterday`,
    status: 400,
    code: 'INVALID_PARAMETER_VALUE',
  },
  {
    what: 'a timestamp before the first version',
    path: `${at}/metadata?timestamp=2001-01-01T00:00:00Z`,
    status: 400,
    code: 'INVALID_PARAMETER_VALUE',
  },
]
for (const { what, path, init, status, code } of errors) {
  test(`${what} is ${status}`, async () => {
    const response = await share.ask(path, init ?? { token })
    const withToken = init === undefined || 'token' in init || what === 'no token'
    const answered = withToken ? response : await share.ask(path, { ...init, token })
    assert.equal(answered.status, status)
    const body = (await answered.json()) as { errorCode: string; message: string }
    assert.equal(body.errorCode, code)
    assert.equal(typeof body.message, 'string')
  })
}

const bodies: readonly { readonly body: string; readonly status: number }[] = [
  { body: '', status: 200 },
  { body: '{}', status: 200 },
  { body: '{"predicateHints":["date >= \'2021-01-01\'"],"limitHint":1000,"version":0}', status: 200 },
  { body: '{"jsonPredicateHints":"not json","unknown":1}', status: 200 },
  { body: '{"version":null}', status: 200 },
  { body: '{', status: 400 },
  { body: '[]', status: 400 },
  { body: '{"limitHint":"10"}', status: 400 },
  { body: '{"limitHint":-1}', status: 400 },
  { body: '{"predicateHints":"a"}', status: 400 },
  { body: '{"jsonPredicateHints":{}}', status: 400 },
  { body: '{"version":1}', status: 400 },
  { body: '{"version":0,"timestamp":"2026-03-01T00:00:00Z"}', status: 400 },
  { body: '{"startingVersion":0}', status: 400 },
  { body: '{"maxFiles":0}', status: 400 },
  { body: '{"pageToken":"abc"}', status: 400 },
  { body: '{"refreshToken":"abc"}', status: 400 },
  { body: JSON.stringify({ predicateHints: ['x'.repeat(300_000)] }), status: 413 },
]
for (const { body, status } of bodies) {
  test(`a query of ${body.slice(0, 60)} is ${status}`, async () => {
    assert.equal((await share.ask(`${at}/query`, { method: 'POST', token, body })).status, status)
  })
}

test('a query answers the protocol, the metadata and the files, a line each, and nothing that was not asked for', async () => {
  const { response, lines } = await share.query(weekly, token)
  assert.equal(response.headers.get('content-type'), 'application/x-ndjson; charset=utf-8')
  assert.equal(response.headers.get('delta-table-version'), '0')
  assert.equal(response.headers.get('delta-sharing-capabilities'), null)
  assert.deepEqual(
    lines.map((line) => Object.keys(line)),
    [['protocol'], ['metaData'], ['file'], ['file']],
  )
  assert.deepEqual(lines[0], { protocol: { minReaderVersion: 1 } })
  const { metaData } = lines[1] ?? {}
  assert.deepEqual(metaData?.format, { provider: 'parquet' })
  assert.deepEqual(metaData?.partitionColumns, [])
  assert.equal(metaData?.version, undefined)
  assert.deepEqual(
    (JSON.parse(String(metaData?.schemaString)) as { fields: unknown[] }).fields.map((field) => JSON.stringify(field)),
    [
      ['id', 'long'],
      ['name', 'string'],
      ['secret', 'string'],
      ['amount', 'double'],
      ['day', 'date'],
      ['price', 'decimal(10,2)'],
      ['even', 'boolean'],
    ].map(([name, type]) => JSON.stringify({ name, type, nullable: true, metadata: {} })),
  )
  for (const { file } of lines.slice(2)) {
    assert.deepEqual(Object.keys(file ?? {}), ['url', 'id', 'partitionValues', 'size', 'stats', 'expirationTimestamp'])
    assert.deepEqual(file?.partitionValues, {})
    assert.equal(file?.expirationTimestamp, share.now + 15 * 60_000)
  }
  const stats = lines.slice(2).map(({ file }) => JSON.parse(String(file?.stats)) as Record<string, unknown>)
  assert.deepEqual(
    stats.map(({ numRecords }) => numRecords),
    [3000, 10],
  )
  assert.match(JSON.stringify(stats[1]?.minValues), /^\{"id":3000,/)
})

test('a query for a version names the version on its metadata and files', async () => {
  const { lines } = await share.query(weekly, token, { version: 0 })
  assert.equal(lines[1]?.metaData?.version, 0)
  assert.deepEqual(
    lines.slice(2).map(({ file }) => [file?.version, typeof file?.timestamp]),
    [
      [0, 'number'],
      [0, 'number'],
    ],
  )
})

test('nothing of a column that is not granted is said anywhere', async () => {
  const { response } = await share.query(weekly, narrow)
  const text = await response.text()
  for (const word of ['secret', 'SECRET', 'amount', 'name 1', 'price']) assert.equal(text.includes(word), false, word)
})

test('files keep their id from one answer to the next, and have another one with other columns', async () => {
  const ids = async (by: string): Promise<unknown[]> =>
    (await share.query(weekly, by)).lines.slice(2).map(({ file }) => file?.id)
  assert.deepEqual(await ids(token), await ids(token))
  assert.notDeepEqual(await ids(token), await ids(narrow))
})

const asked = [
  { header: 'responseformat=parquet', answer: 'responseformat=parquet', end: false },
  { header: both, answer: 'responseformat=parquet', end: false },
  {
    header: 'ResponseFormat=DELTA,Parquet;IncludeEndStreamAction=TRUE',
    answer: 'responseformat=parquet;includeendstreamaction=true',
    end: true,
  },
  {
    header: 'includeendstreamaction=true;asyncquery=true',
    answer: 'responseformat=parquet;includeendstreamaction=true',
    end: true,
  },
  { header: 'responseformat=delta', answer: 'responseformat=delta', end: false },
]
for (const { header, answer, end } of asked) {
  test(`capabilities ${header} are answered by ${answer}`, async () => {
    const { response, lines } = await share.query(weekly, token, {}, header)
    assert.equal(response.headers.get('delta-sharing-capabilities'), answer)
    assert.equal(lines.at(-1)?.endStreamAction !== undefined, end)
    assert.equal(lines[0]?.protocol?.deltaProtocol !== undefined, answer.includes('delta'))
    const metadata = await share.ask(`${at}/metadata`, { token, headers: { 'delta-sharing-capabilities': header } })
    assert.equal(metadata.headers.get('delta-sharing-capabilities'), answer)
  })
}

test('a format that is not spoken here is refused', async () => {
  const { response } = await share.query(weekly, token, {}, 'responseformat=avro')
  assert.equal(response.status, 400)
})

test('in the delta format files are actions of Delta', async () => {
  const { lines } = await share.query(weekly, token, {}, 'responseformat=delta')
  assert.deepEqual(lines[0], { protocol: { deltaProtocol: { minReaderVersion: 1, minWriterVersion: 2 } } })
  const { add } = (lines[2]?.file?.deltaSingleAction ?? {}) as { add: Record<string, unknown> }
  assert.match(String(add.path), /^http/)
  assert.equal(add.size, lines[2]?.file?.size)
})

test('version and metadata carry the version in a header', async () => {
  for (const call of ['version', 'metadata', 'version?startingTimestamp=2026-01-01T00%3A00%3A00Z']) {
    const response = await share.ask(`${at}/${call}`, { token })
    assert.equal(response.headers.get('delta-table-version'), '0')
    assert.equal((await response.text()) === '', call.startsWith('version'))
  }
  const old = await share.ask(at, { method: 'HEAD', token })
  assert.deepEqual([old.status, old.headers.get('delta-table-version')], [200, '0'])
})

test('files come on pages, all of one version, each once', async () => {
  const first = await share.query(weekly, token, { maxFiles: 1 })
  const { nextPageToken } = first.lines.at(-1)?.endStreamAction ?? {}
  assert.equal(first.lines.length, 4)
  const second = await share.query(weekly, token, { maxFiles: 1, pageToken: nextPageToken })
  assert.equal(second.lines.at(-1)?.endStreamAction, undefined)
  const ids = [first, second].flatMap(({ lines }) => lines.flatMap(({ file }) => (file === undefined ? [] : [file.id])))
  assert.equal(new Set(ids).size, 2)
  const foreign = await share.query(weekly, narrow, { maxFiles: 1, pageToken: nextPageToken })
  assert.equal(foreign.response.status, 400)
  const other = await share.query(weekly, token, { maxFiles: 1, limitHint: 1, pageToken: nextPageToken })
  assert.equal(other.response.status, 400)
})

const hint = (op: string, value: string, name = 'id', valueType = 'long'): string =>
  JSON.stringify({
    op,
    children: [
      { op: 'column', name, valueType },
      { op: 'literal', value, valueType },
    ],
  })
const hints = [
  { body: { jsonPredicateHints: hint('greaterThan', '2999') }, files: 1 },
  { body: { jsonPredicateHints: hint('equal', '9000') }, files: 0 },
  { body: { jsonPredicateHints: hint('lessThan', '3000') }, files: 1 },
  { body: { jsonPredicateHints: hint('lessThanOrEqual', '3000') }, files: 2 },
  { body: { jsonPredicateHints: hint('equal', '9000', 'elsewhere') }, files: 2 },
  { body: { jsonPredicateHints: hint('equal', '9000', 'amount', 'double') }, files: 2 },
  {
    body: { jsonPredicateHints: JSON.stringify({ op: 'not', children: [JSON.parse(hint('equal', '9000'))] }) },
    files: 2,
  },
  { body: { limitHint: 10 }, files: 1 },
  { body: { limitHint: 3001 }, files: 2 },
  { body: { limitHint: 1, jsonPredicateHints: hint('greaterThan', '0') }, files: 2 },
]
for (const { body, files } of hints) {
  test(`${JSON.stringify(body).slice(0, 90)} leaves ${files} files`, async () => {
    assert.equal(urlsOf((await share.query(weekly, token, body)).lines).length, files)
  })
}

test('a scheme of file ids is echoed, and an unknown one refused', async () => {
  for (const [scheme, status, echoed] of [
    ['Parquet', 200, 'parquet'],
    ['delta', 200, 'delta'],
    ['md5', 400, null],
  ] as const) {
    const response = await share.ask(`${at}/query`, {
      method: 'POST',
      token,
      body: '{}',
      headers: { fileidhash: scheme },
    })
    assert.deepEqual([response.status, response.headers.get('fileidhash')], [status, echoed])
  }
})
