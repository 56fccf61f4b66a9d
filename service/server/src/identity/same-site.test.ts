import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSameSite } from './same-site.ts'

test('only what comes from this very origin, and says so, may use the cookie to change something', () => {
  const publicUrl = 'https://rooms.example.org'
  const rows: readonly [Readonly<Record<string, string>>, boolean][] = [
    [{ origin: publicUrl }, true],
    [{ origin: publicUrl, 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, false],
    [{ origin: 'https://rooms.example.org.evil.example' }, false],
    [{ origin: 'http://rooms.example.org' }, false],
    [{ origin: 'null' }, false],
    [{}, false],
  ]
  for (const [headers, expected] of rows)
    assert.equal(
      isSameSite((name) => headers[name], publicUrl),
      expected,
      JSON.stringify(headers),
    )
})
