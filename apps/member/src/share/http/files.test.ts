import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { placesIn, writeRecipients } from '../config/share-folder.ts'
import { listShare, removeTable } from '../manage/edit-config.ts'
import { revokeRecipient, rotateRecipient } from '../manage/recipients.ts'
import { must, openTestShare, sql, type TestShare, tokenIn, urlsOf } from '../share.suite.ts'

// URLs of files: what they give, to whom, and when that ends.

const weekly = 'results.default.weekly'

describe('a URL of a file', () => {
  let share: TestShare
  let url: string
  let whole: Buffer
  before(async () => {
    share = await openTestShare()
    const token = await share.recipient('acme', [`${weekly}:id,day`])
    ;[url = ''] = urlsOf((await share.query(weekly, token)).lines)
    whole = Buffer.from(await (await fetch(url)).arrayBuffer())
  })
  after(() => share.close())

  test('gives a Parquet file of the granted columns', async () => {
    const path = join(share.data, 'got.bin')
    writeFileSync(path, whole)
    const found = await sql(`SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet('${path}'))`)
    assert.deepEqual(found, [['id'], ['day']])
    assert.deepEqual(await sql(`SELECT count(*)::INT, sum(id)::INT FROM read_parquet('${path}')`), [[3000, 4498500]])
  })

  test('says how long the file is, that it gives ranges, and which file it is', async () => {
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(url, { method })
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('content-length'), String(whole.length))
      assert.equal(response.headers.get('accept-ranges'), 'bytes')
      assert.match(response.headers.get('etag') ?? '', /^"[\w-]{32}"$/)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.equal((await response.arrayBuffer()).byteLength, method === 'GET' ? whole.length : 0)
    }
  })

  const ranges = [
    { range: 'bytes=0-3', status: 206, from: 0, to: 4 },
    { range: 'bytes=4-4', status: 206, from: 4, to: 5 },
    { range: 'bytes=100-', status: 206, from: 100, to: undefined },
    { range: 'bytes=-8', status: 206, from: -8, to: undefined },
    { range: 'bytes=-99999999', status: 206, from: 0, to: undefined },
    { range: 'bytes=10-99999999', status: 206, from: 10, to: undefined },
    { range: 'bytes=0-1,4-5', status: 200, from: 0, to: undefined },
    { range: 'bytes=5-2', status: 200, from: 0, to: undefined },
    { range: 'rows=0-1', status: 200, from: 0, to: undefined },
    { range: 'bytes=99999999-', status: 416, from: 0, to: 0 },
    { range: 'bytes=-0', status: 416, from: 0, to: 0 },
  ]
  for (const { range, status, from, to } of ranges) {
    test(`gives for ${range} what it must`, async () => {
      const response = await fetch(url, { headers: { range } })
      assert.equal(response.status, status)
      if (status === 416) return assert.equal(response.headers.get('content-range'), `bytes */${whole.length}`)
      const body = Buffer.from(await response.arrayBuffer())
      assert.deepEqual(body, whole.subarray(from).subarray(0, to === undefined ? undefined : to - from))
      const start = from < 0 ? whole.length + from : from
      const named = status === 206 ? `bytes ${start}-${start + body.length - 1}/${whole.length}` : null
      assert.equal(response.headers.get('content-range'), named)
    })
  }

  test('keeps to preconditions', async () => {
    const tag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? ''
    const status = async (headers: Record<string, string>): Promise<number> => (await fetch(url, { headers })).status
    assert.equal(await status({ 'if-match': tag, range: 'bytes=0-1' }), 206)
    assert.equal(await status({ 'if-match': '"other"', range: 'bytes=0-1' }), 412)
    assert.equal(await status({ 'if-range': tag, range: 'bytes=0-1' }), 206)
    assert.equal(await status({ 'if-range': '"other"', range: 'bytes=0-1' }), 200)
  })

  test('gives no range with a byte of another column, wherever it begins', async () => {
    for (let from = 0; from < whole.length; from += 997) {
      const response = await fetch(url, { headers: { range: `bytes=${from}-${from + 1200}` } })
      assert.equal(Buffer.from(await response.arrayBuffer()).includes('SECRET'), false)
    }
    assert.ok(readFileSync(join(share.data, 'a.parquet')).includes('SECRET2999'))
  })

  const changes: readonly (readonly [string, (url: URL) => void])[] = [
    ['another recipient', (to) => to.searchParams.set('recipient', 'other')],
    ['another generation', (to) => to.searchParams.set('generation', '2')],
    ['other columns', (to) => to.searchParams.set('columns', 'all')],
    ['a later end', (to) => to.searchParams.set('expires', '9999999999999')],
    ['no end', (to) => to.searchParams.delete('expires')],
    ['an empty signature', (to) => to.searchParams.set('X-Amz-Signature', '')],
    ['no signature', (to) => to.searchParams.delete('X-Amz-Signature')],
    [
      'another version',
      (to) => {
        to.pathname = to.pathname.replace('/0/', '/1/')
      },
    ],
    [
      'another file',
      (to) => {
        to.pathname = to.pathname.replace(/[\w-]{32}\.parquet/, `${'a'.repeat(32)}.parquet`)
      },
    ],
    [
      'another table',
      (to) => {
        to.pathname = to.pathname.replace(/files\/[^/]+/, 'files/00000000-0000-0000-0000-000000000000')
      },
    ],
    [
      'a way out of the folder',
      (to) => {
        to.pathname = to.pathname.replace(/[\w-]{32}\.parquet/, '..%2f..%2fsigning.key')
      },
    ],
  ]
  for (const [what, change] of changes) {
    test(`is refused with ${what}`, async () => {
      const changed = new URL(url)
      change(changed)
      assert.notEqual(changed.href, url)
      const response = await fetch(changed)
      assert.equal(response.status, 403)
      assert.equal(((await response.json()) as { errorCode: string }).errorCode, 'PERMISSION_DENIED')
    })
  }

  test('is read, and not written', async () => {
    const response = await fetch(url, { method: 'PUT', body: 'x' })
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD'])
  })

  test('ends when it says', async () => {
    share.now += 15 * 60_000 - 1
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 200)
    share.now += 1
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 403)
  })
})

describe('what was let in is let in no longer', () => {
  const ends: readonly (readonly [string, (share: TestShare) => void | Promise<void>])[] = [
    [
      'its recipient is revoked',
      (share) => void must(revokeRecipient(share.folder, 'acme', { clock: () => share.now, random: share.random })),
    ],
    [
      'its token expires',
      (share) => {
        share.now += 3_600_000
      },
    ],
    ['the table is shared no longer', (share) => void must(removeTable(share.folder, weekly))],
    [
      'other columns are granted',
      (share) => {
        const { recipients } = must(listShare(share.folder))
        writeRecipients(
          share.folder,
          recipients.map((one) => ({
            ...one,
            grants: [{ share: 'results', schema: 'default', table: 'weekly', columns: ['id'] }],
          })),
        )
      },
    ],
    [
      'its grants are taken away',
      (share) => {
        const { recipients } = must(listShare(share.folder))
        writeRecipients(
          share.folder,
          recipients.map((one) => ({ ...one, grants: [] })),
        )
      },
    ],
    ['the list of recipients is destroyed', (share) => writeFileSync(placesIn(share.folder).recipients, '{')],
  ]
  for (const [what, end] of ends) {
    test(`from the moment that ${what}, also by a URL signed before`, async () => {
      const share = await openTestShare()
      try {
        const token = await share.recipient('acme', [`${weekly}:id,day`], '1h')
        writeFileSync(
          placesIn(share.folder).config,
          readFileSync(placesIn(share.folder).config, 'utf8').replace('urlMinutes: 15', 'urlMinutes: 300'),
        )
        const [url = ''] = urlsOf((await share.query(weekly, token)).lines)
        assert.equal((await fetch(url, { method: 'HEAD' })).status, 200)
        await end(share)
        assert.equal((await fetch(url, { method: 'HEAD' })).status, 403)
      } finally {
        await share.close()
      }
    })
  }

  test('in the middle of a file', async () => {
    const share = await openTestShare()
    try {
      await sql(
        `COPY (SELECT random() AS h, random() AS k, random() AS l FROM range(0, 1500000) t(i)) TO '${share.data}/a.parquet' (FORMAT parquet, COMPRESSION uncompressed)`,
      )
      await sql(
        `COPY (SELECT random() AS h, random() AS k, random() AS l FROM range(0, 3) t(i)) TO '${share.data}/b.parquet' (FORMAT parquet)`,
      )
      const token = await share.recipient('acme', ['results'])
      const { lines } = await share.query(weekly, token)
      assert.deepEqual(share.problems, [])
      const [url = ''] = urlsOf(lines)
      const size = Number(lines[2]?.file?.size)
      const { got, isWhole } = await readSlowly(
        url,
        () => void must(revokeRecipient(share.folder, 'acme', { clock: () => share.now, random: share.random })),
      )
      assert.equal(isWhole, false)
      assert.ok(got < size, `${got} of ${size}`)
      const isNoted = (): boolean => readFileSync(placesIn(share.folder).log, 'utf8').includes('"isBroken":true')
      for (let i = 0; i < 100 && !isNoted(); i++) await setTimeout(50)
      assert.ok(isNoted())
    } finally {
      await share.close()
    }
  })
})

/** Reads a little, lets something happen, and reads on to the end. */
function readSlowly(url: string, happen: () => void): Promise<{ got: number; isWhole: boolean }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, (response) => {
      let got = 0
      response.once('data', () => {
        response.pause()
        void setTimeout(100).then(() => {
          happen()
          response.resume()
        })
      })
      response.on('data', (bytes: Buffer) => {
        got += bytes.length
      })
      response.on('error', () => undefined)
      response.on('close', () => resolve({ got, isWhole: response.complete }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('rotation', () => {
  test('two tokens are good until the older one ends, each with its URLs', async () => {
    const share = await openTestShare()
    try {
      const old = await share.recipient('acme', ['results'])
      const [oldUrl = ''] = urlsOf((await share.query(weekly, old)).lines)
      const profile = join(share.data, 'new.profile')
      must(
        rotateRecipient(
          share.folder,
          'acme',
          { profile, overlapHours: 0.1 },
          { clock: () => share.now, random: share.random },
        ),
      )
      const next = tokenIn(profile)
      for (const token of [old, next]) assert.equal((await share.ask('/shares', { token })).status, 200)
      assert.equal((await fetch(oldUrl, { method: 'HEAD' })).status, 200)
      share.now += 6 * 60_000
      assert.equal((await share.ask('/shares', { token: old })).status, 401)
      assert.equal((await fetch(oldUrl, { method: 'HEAD' })).status, 403)
      const [newUrl = ''] = urlsOf((await share.query(weekly, next)).lines)
      assert.equal((await fetch(newUrl, { method: 'HEAD' })).status, 200)
    } finally {
      await share.close()
    }
  })
})

describe('versions', () => {
  test('grow with what the files hold; a version that is gone is refused, and never answered by another one', async () => {
    const share = await openTestShare()
    try {
      const token = await share.recipient('acme', ['results'])
      const before = await share.query(weekly, token)
      const urls = urlsOf(before.lines)
      share.now += 1000
      await sql(`COPY (SELECT 9::BIGINT AS id) TO '${share.data}/c.parquet' (FORMAT parquet)`)
      const added = await share.query(weekly, token)
      assert.equal(added.response.headers.get('delta-table-version'), '1')
      assert.equal(urlsOf(added.lines).length, 3)
      const pinned = await share.query(weekly, token, { version: 0 })
      assert.equal(pinned.response.headers.get('delta-table-version'), '0')
      const files = (of: readonly string[]): readonly string[] => of.map((url) => new URL(url).pathname)
      assert.deepEqual(files(urlsOf(pinned.lines)), files(urls))
      const then = await share.query(weekly, token, { timestamp: '2026-03-01T00:00:00Z' })
      assert.equal(then.response.headers.get('delta-table-version'), '0')
      const later = await share.ask(
        '/shares/results/schemas/default/tables/weekly/version?startingTimestamp=2026-03-01T00:00:01Z',
        { token },
      )
      assert.equal(later.headers.get('delta-table-version'), '1')

      await sql(`COPY (SELECT 1::BIGINT AS id) TO '${share.data}/a.parquet' (FORMAT parquet)`)
      assert.equal((await fetch(urls[0] ?? '')).status, 410)
      assert.equal((await fetch(urls[1] ?? '')).status, 200)
      assert.equal((await share.query(weekly, token, { version: 0 })).response.status, 410)
      assert.equal((await share.query(weekly, token)).response.headers.get('delta-table-version'), '2')
    } finally {
      await share.close()
    }
  })

  test('a refresh token gives new URLs of the version that was begun with', async () => {
    const share = await openTestShare()
    try {
      const token = await share.recipient('acme', ['results'])
      const end = 'responseformat=parquet;includeendstreamaction=true'
      const first = await share.query(weekly, token, {}, end)
      const { refreshToken, minUrlExpirationTimestamp } = first.lines.at(-1)?.endStreamAction ?? {}
      assert.equal(minUrlExpirationTimestamp, share.now + 900_000)
      await sql(`COPY (SELECT 9::BIGINT AS id) TO '${share.data}/c.parquet' (FORMAT parquet)`)
      share.now += 901_000
      const again = await share.query(weekly, token, { refreshToken }, end)
      assert.equal(again.response.headers.get('delta-table-version'), '0')
      const ids = (lines: typeof first.lines): unknown[] =>
        lines.flatMap(({ file }) => (file === undefined ? [] : [file.id]))
      assert.deepEqual(ids(again.lines), ids(first.lines))
      assert.equal((await fetch(urlsOf(again.lines)[0] ?? '', { method: 'HEAD' })).status, 200)
      const other = await share.recipient('other', ['results'])
      assert.equal((await share.query(weekly, other, { refreshToken })).response.status, 400)
    } finally {
      await share.close()
    }
  })

  test('a grant of one version gives that one alone', async () => {
    const share = await openTestShare()
    try {
      const token = await share.recipient('acme', ['results'])
      await share.query(weekly, token)
      const pinned = await share.recipient('pinned', [`${weekly}@0`])
      await sql(`COPY (SELECT 9::BIGINT AS id) TO '${share.data}/c.parquet' (FORMAT parquet)`)
      assert.equal((await share.query(weekly, token)).response.headers.get('delta-table-version'), '1')
      assert.equal((await share.query(weekly, pinned)).response.headers.get('delta-table-version'), '0')
      assert.equal((await share.query(weekly, pinned, { version: 1 })).response.status, 400)
    } finally {
      await share.close()
    }
  })
})
