import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { allRoutes, getMe, problem } from '@glovebox/api'
import { request } from './request.suite.ts'

// The judge itself: a server that answers what it does not document is found out.

let answers: { readonly status: number; readonly media: string; readonly body: string }
const server = createServer((_, response) => {
  response.writeHead(answers.status, { 'content-type': answers.media }).end(answers.body)
})
let url = ''
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => server.close())

const json = 'application/json'
const problemJson = 'application/problem+json'
const text = JSON.stringify

const rows = [
  ['a status that is not its own', 418, 'text/plain', 'teapot'],
  ['another success than it says', 204, json, ''],
  ['what has not its shape', 200, json, '{"password":"x"}'],
  ['something that broke', 500, problemJson, text(problem('INTERNAL'))],
  ['a problem that it does not document', 402, problemJson, text(problem('BUDGET_EXHAUSTED'))],
  ['a status that is not that of its problem', 400, problemJson, text({ ...problem('SIGN_IN_REQUIRED'), status: 400 })],
  [
    'a problem with more in it than problems have',
    401,
    problemJson,
    text({ ...problem('SIGN_IN_REQUIRED'), rows: [] }),
  ],
] as const

for (const [what, status, media, body] of rows)
  test(`a route that answers ${what} is found out`, async () => {
    answers = { status, media, body }
    await assert.rejects(request(url, getMe, { path: '/v1/me' }), { name: /AssertionError|TypeError/ })
  })

test('a route that answers what it documents is not', async () => {
  answers = { status: 401, media: problemJson, body: text(problem('SIGN_IN_REQUIRED')) }
  assert.equal((await request(url, getMe, { path: '/v1/me' })).status, 401)
  assert.ok(allRoutes.length > 100)
})
