import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { allRoutes } from '@glovebox/api'
import { openTestServer } from '../../../conformance/api/server.suite.ts'

const place = await openTestServer()
after(() => place.close())

test('every operation of the API is served, and nothing else', async () => {
  const missing: string[] = []
  for (const route of allRoutes) {
    const path = route.path.replace(/\{\w+\}/g, 'x')
    const response = await fetch(`${place.url}${path}`, { method: 'OPTIONS' })
    const allow = response.headers.get('allow') ?? ''
    if (response.status !== 405 || !allow.split(', ').includes(route.method)) missing.push(route.id)
  }
  assert.deepEqual(missing, [])
})

test('health, readiness, the OpenAPI document and the console’s place are open to everybody', async () => {
  for (const path of ['/health', '/ready', '/openapi.json', '/']) {
    const response = await fetch(`${place.url}${path}`)
    assert.equal(response.status, 200, path)
    assert.ok(response.headers.get('content-security-policy')?.includes("default-src 'none'"))
  }
})

test('metrics are the operator’s alone', async () => {
  assert.equal((await fetch(`${place.url}/metrics`)).status, 401)
  assert.equal((await fetch(`${place.url}/metrics`, { headers: { authorization: 'Bearer x' } })).status, 403)
})
