// The client of Delta Sharing reads what `glovebox share` serves.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  anyAddress,
  deltaSharingTable,
  type HttpRequest,
  type LocalTable,
  type Need,
  openHttpTransport,
  type PinnedTable,
  type Sourced,
  type SourceWorld,
} from '@glovebox/source'
import { dateType, integerType } from '@glovebox/sql'
import { placesIn } from '../../apps/member/src/share/config/share-folder.ts'
import { addTable } from '../../apps/member/src/share/manage/edit-config.ts'
import { revokeRecipient } from '../../apps/member/src/share/manage/recipients.ts'
import { must, openTestShare, sql, type TestShare } from '../../apps/member/src/share/share.suite.ts'
import { openS3Double } from './s3-double.ts'

const weekly = 'results.default.weekly'
const folder = mkdtempSync(join(tmpdir(), 'glovebox-dsh-'))
after(() => rmSync(folder, { recursive: true }))

type Asked = { readonly requests: HttpRequest[]; before?: (request: HttpRequest) => void }

function worldOf(share: TestShare, asked: Asked): SourceWorld {
  const http = openHttpTransport({ guard: anyAddress })
  return {
    clock: () => share.now,
    random: () => 0.5,
    sleep: async () => undefined,
    http: {
      send: (request) => {
        asked.requests.push(request)
        asked.before?.(request)
        return http.send(request)
      },
      close: () => http.close(),
    },
  }
}

async function open(
  share: TestShare,
  token: string,
  asked: Asked = { requests: [] },
  name: string = weekly,
): Promise<{ pinned: Sourced<PinnedTable>; world: SourceWorld }> {
  const world = worldOf(share, asked)
  const { endpoint } = share.server
  const profile = { type: 'bearer_token', endpoint, bearerToken: token } as const
  return { world, pinned: await deltaSharingTable(world, { kind: 'delta-sharing', profile }, name).pin({}) }
}

function got<T>(sourced: Sourced<T>): T {
  assert.ok(sourced.ok, sourced.ok ? '' : `${sourced.failure.kind} ${sourced.failure.reason}`)
  return sourced.value
}

const fetched = (table: PinnedTable, need: Partial<Need> = {}): ReturnType<PinnedTable['fetch']> =>
  table.fetch({ folder: mkdtempSync(join(folder, 'run-')), ...need }, {})

/** The rows of a table, of whose files only what is needed is there. */
async function rowsOfTable(table: LocalTable, columns: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  for (const { path, constants = {}, names = {} } of table.files) {
    const terms = columns.map((column) => {
      if (Object.hasOwn(constants, column)) return constants[column] === null ? 'NULL' : `'${constants[column]}'`
      return names[column] === null ? 'NULL' : `"${names[column] ?? column}"`
    })
    for (const row of await sql(`SELECT ${terms.join(', ')} FROM read_parquet('${path}')`))
      rows.push(Object.fromEntries(columns.map((column, i) => [column, row[i]])))
  }
  return rows
}

const kindOf = (sourced: Sourced<unknown>): string => (sourced.ok ? 'ok' : sourced.failure.kind)

describe('a table of `glovebox share`', () => {
  let share: TestShare
  let token: string
  before(async () => {
    share = await openTestShare()
    token = await share.recipient('room', ['results'])
  })
  after(() => share.close())

  test('says its columns, its size and its version', async () => {
    const { pinned, world } = await open(share, token)
    const { columns = [], size, version } = got(pinned)
    assert.deepEqual(
      columns.map(({ name, sourceType, type }) => [name, sourceType, type?.kind]),
      [
        ['id', 'long', 'integer'],
        ['name', 'string', 'text'],
        ['secret', 'string', 'text'],
        ['amount', 'double', 'double'],
        ['day', 'date', 'date'],
        ['price', 'decimal(10,2)', 'decimal'],
        ['even', 'boolean', 'boolean'],
      ],
    )
    assert.equal(size.files, 2)
    assert.match(version, /^delta-sharing 0 [0-9a-f]{64}$/)
    world.http.close()
  })

  test('gives the rows of its files', async () => {
    const { pinned, world } = await open(share, token)
    const rows = await rowsOfTable(got(await fetched(got(pinned), { columns: ['id', 'price', 'day'] })), [
      'id',
      'price',
      'day',
    ])
    assert.equal(rows.length, 3010)
    assert.equal(
      rows.reduce((sum, { id }) => sum + Number(id), 0),
      (3009 * 3010) / 2,
    )
    world.http.close()
  })

  test('is fetched as far as it is needed: other columns and files stay where they are', async () => {
    const asked: Asked = { requests: [] }
    const { pinned, world } = await open(share, token, asked)
    const bounds = [{ column: 'id', type: integerType, low: 3000n }]
    let bytes = 0
    const table = got(
      await got(pinned).fetch(
        { folder: mkdtempSync(join(folder, 'run-')), columns: ['id'], bounds },
        {
          onProgress: (progress) => {
            bytes = progress.bytes
          },
        },
      ),
    )
    assert.equal(table.files.length, 1)
    assert.ok(bytes > 0 && bytes < 500, String(bytes))
    for (const { url, headers } of asked.requests.filter(({ url }) => url.includes('/files/'))) {
      assert.equal(headers?.authorization, undefined, url)
      assert.match(headers?.range ?? '', /^bytes=/)
    }
    world.http.close()
  })

  test('goes on with new URLs when the first ones end in the middle', async () => {
    const asked: Asked = { requests: [] }
    const { pinned, world } = await open(share, token, asked)
    const table = got(pinned)
    let reads = 0
    asked.before = ({ url, headers }) => {
      if (!url.includes('/files/') || headers?.range === 'bytes=0-0') return
      reads++
      if (reads === 1 || reads === 6) share.now += 3_600_000
    }
    const rows = await rowsOfTable(got(await fetched(table)), ['id', 'name'])
    assert.equal(rows.length, 3010)
    const queries = asked.requests.filter(({ url }) => url.endsWith('/query'))
    assert.ok(queries.length > 1)
    assert.ok(queries.slice(1).every(({ body }) => body?.includes('refreshToken')))
    world.http.close()
  })

  test('keeps to its version while others are added', async () => {
    const { pinned, world } = await open(share, token)
    await sql(`COPY (SELECT 9::BIGINT AS id) TO '${share.data}/c.parquet' (FORMAT parquet)`)
    const rows = await rowsOfTable(got(await fetched(got(pinned), { columns: ['id'] })), ['id'])
    assert.equal(rows.length, 3010)
    const { pinned: later } = await open(share, token)
    assert.match(got(later).version, /^delta-sharing 1 /)
    assert.equal(
      (await rowsOfTable(got(await fetched(got(later), { columns: ['id', 'name'] })), ['id', 'name'])).length,
      3011,
    )
    world.http.close()
  })

  test('fails when its files are changed, whenever that is', async () => {
    const original = readFileSync(join(share.data, 'a.parquet'))
    for (const moment of ['after pinning', 'while it is read'] as const) {
      const asked: Asked = { requests: [] }
      const { pinned, world } = await open(share, token, asked)
      const table = got(pinned)
      const change = (): void => writeFileSync(join(share.data, 'a.parquet'), original)
      if (moment === 'after pinning') change()
      else {
        asked.before = ({ url, headers }) => {
          if (url.includes('/files/') && headers?.range !== 'bytes=0-0') change()
        }
      }
      const failed = await fetched(table, { columns: ['id', 'name', 'amount'] })
      assert.ok(!failed.ok)
      assert.ok(['changed', 'not-found'].includes(failed.failure.kind), failed.failure.reason)
      world.http.close()
    }
  })

  test('fails from the moment of a revocation, and says neither token nor signature', async () => {
    const other = await share.recipient('other', ['results'])
    const asked: Asked = { requests: [] }
    const { pinned, world } = await open(share, other, asked)
    const table = got(pinned)
    asked.before = ({ url }) => {
      if (url.includes('/files/'))
        must(revokeRecipient(share.folder, 'other', { clock: () => share.now, random: share.random }))
    }
    const failed = await fetched(table)
    assert.ok(!failed.ok)
    assert.equal(failed.failure.kind, 'forbidden')
    for (const word of [other, 'gbs_', 'Signature', 'signature='])
      assert.equal(failed.failure.reason.includes(word), false)
    world.http.close()
  })

  test('is not there without a grant, and not with another name', async () => {
    const nobody = await share.recipient('nobody', [`${weekly}:id`])
    for (const [by, name] of [
      [token, 'results.default.other'],
      [nobody, 'results.other.weekly'],
      [token, 'weekly'],
    ] as const)
      assert.equal(kindOf((await open(share, by, undefined, name)).pinned), 'not-found')
    assert.equal(kindOf((await open(share, 'gbs_wrong')).pinned), 'forbidden')
  })
})

describe('objects of a bucket by `glovebox share`', () => {
  test('are read as files are, through credentials that recipients never see', async () => {
    const account = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret/key+0123456789', region: 'us-east-1' }
    const double = await openS3Double(account, { bucket: 'bucket', clock: Date.now })
    const share = await openTestShare({ buckets: (source) => ({ source, credentials: account }) })
    for (const name of ['a', 'b']) double.put(`t/${name}.parquet`, readFileSync(join(share.data, `${name}.parquet`)))
    const { config } = placesIn(share.folder)
    writeFileSync(
      config,
      `${readFileSync(config, 'utf8')}s3: { region: us-east-1, endpoint: '${double.url}', addressing: path }\n`,
    )
    const files = 's3://bucket/t/'
    must(await addTable(share.folder, 'results.default.bucket', { files, partitions: {}, buckets: share.buckets }))
    const name = 'results.default.bucket'
    const token = await share.recipient('room', [`${name}:id,day`])
    const { pinned, world } = await open(share, token, undefined, name)
    const table = got(pinned)
    const rows = await rowsOfTable(got(await fetched(table, { columns: ['id', 'day'] })), ['id', 'day'])
    assert.equal(rows.length, 3010)
    const { response } = await share.query(name, token)
    const text = await response.text()
    for (const word of ['AKIAEXAMPLE', 'bucket/t', double.url, 'secret']) assert.equal(text.includes(word), false, word)
    double.put('t/a.parquet', readFileSync(join(share.data, 'b.parquet')))
    assert.equal(kindOf(await fetched(table)), 'changed')
    assert.deepEqual(share.problems, [])
    world.http.close()
    await share.close()
    await double.close()
  })
})

describe('partitions of `glovebox share`', () => {
  test('are columns with their types, pruned by hints, and constants of the files', async () => {
    const share = await openTestShare()
    for (const day of ['2026-01-01', '2026-01-02', '__HIVE_DEFAULT_PARTITION__']) {
      mkdirSync(join(share.data, 'visits', `day=${day}`), { recursive: true })
      const path = join(share.data, 'visits', `day=${day}`, 'part-0.parquet')
      await sql(`COPY (SELECT i::INTEGER AS n FROM range(0, 5) t(i)) TO '${path}' (FORMAT parquet)`)
    }
    must(
      await addTable(share.folder, 'results.default.visits', {
        files: '../data/visits',
        partitions: { day: 'date' },
        buckets: share.buckets,
      }),
    )
    const token = await share.recipient('room', ['results'])
    const asked: Asked = { requests: [] }
    const { pinned, world } = await open(share, token, asked, 'results.default.visits')
    const table = got(pinned)
    const all = got(await fetched(table))
    assert.deepEqual(all.files.map(({ constants }) => constants?.day).sort(), ['2026-01-01', '2026-01-02', null])
    const bounds = [{ column: 'day', type: dateType, low: 20455n, high: 20455n }]
    const one = got(await fetched(table, { columns: ['n', 'day'], bounds }))
    assert.deepEqual(
      one.files.map(({ constants }) => constants),
      [{ day: '2026-01-02' }],
    )
    const query = asked.requests.findLast(({ url }) => url.endsWith('/query'))
    assert.match(query?.body ?? '', /jsonPredicateHints.*greaterThanOrEqual.*2026-01-02/)
    assert.equal((await rowsOfTable(one, ['n', 'day'])).length, 5)
    world.http.close()
    await share.close()
  })
})
