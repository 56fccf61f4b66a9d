import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formTargetOf, hostOf, isRedirectUri, isRegistered } from './redirect-uri.ts'

const addresses: readonly [written: string, isGood: boolean][] = [
  ['https://assistant.example/cb', true],
  ['https://assistant.example/cb?x=1', true],
  ['http://127.0.0.1:1234/cb', true],
  ['http://[::1]:1234/cb', true],
  ['http://localhost/cb', true],
  ['com.example.app:/cb', true],
  ['cursor://anysphere.cursor-mcp/oauth/callback', true],
  ['http://assistant.example/cb', false],
  ['http://127.0.0.1.evil.example/cb', false],
  ['https://user@evil.example/cb', false],
  ['https://assistant.example/cb#x', false],
  ['https://assistant.example/c b', false],
  ['https://assistant.example/"onload=', false],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['file:///etc/passwd', false],
  ['myapp://cb', false],
  ['/cb', false],
  ['', false],
]

for (const [written, isGood] of addresses)
  test(`${isGood ? 'takes' : 'refuses'} ${written || 'nothing'}`, () => {
    assert.equal(isRedirectUri(written), isGood)
  })

const matches: readonly [registered: string, written: string, isMatch: boolean][] = [
  ['https://assistant.example/cb', 'https://assistant.example/cb', true],
  ['https://assistant.example/cb', 'https://assistant.example:8443/cb', false],
  ['https://assistant.example/cb', 'https://assistant.example/cb/', false],
  ['https://assistant.example/cb', 'https://assistant.example/cb?x=1', false],
  ['http://127.0.0.1/cb', 'http://127.0.0.1:50000/cb', true],
  ['http://127.0.0.1:1/cb', 'http://127.0.0.1:2/cb', true],
  ['http://127.0.0.1:1/cb', 'http://127.0.0.1:2/other', false],
  ['http://127.0.0.1:1/cb', 'http://localhost:1/cb', false],
  ['http://127.0.0.1:1/cb', 'https://127.0.0.1:1/cb', false],
  ['com.example.app:/cb', 'com.example.app:/other', false],
]

for (const [registered, written, isMatch] of matches)
  test(`${written} is ${isMatch ? '' : 'not '}${registered}`, () => {
    assert.equal(isRegistered([registered], written), isMatch)
  })

test('people are told where they are led, and pages may send them there', () => {
  assert.deepEqual(
    ['https://assistant.example:8443/cb', 'com.example.app:/cb'].map((written) => [
      hostOf(written),
      formTargetOf(written),
    ]),
    [
      ['assistant.example', 'https://assistant.example:8443'],
      ['an app (com.example.app:)', 'com.example.app:'],
    ],
  )
})
