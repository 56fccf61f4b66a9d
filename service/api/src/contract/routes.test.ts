import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allRoutes } from '../all-routes.ts'
import { openApiDocument } from '../openapi.ts'

test('no two operations share an id or a place', () => {
  for (const key of [
    (r: (typeof allRoutes)[number]) => r.id,
    (r: (typeof allRoutes)[number]) => `${r.method} ${r.path}`,
  ]) {
    const keys = allRoutes.map(key)
    assert.deepEqual(
      keys.filter((one, index) => keys.indexOf(one) !== index),
      [],
    )
  }
})

for (const route of allRoutes) {
  test(`${route.id} says what its path, method and answer need`, () => {
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    const properties = (route.params.schema.properties ?? {}) as object
    assert.deepEqual(Object.keys(properties).toSorted(), named.toSorted())
    assert.match(route.id, /^[a-z][A-Za-z]+$/)
    assert.ok(route.summary.length > 5)
    if (route.method === 'GET') assert.equal(route.body, undefined)
    if (route.answer.status === 204) assert.equal(route.answer.shape ?? route.answer.media, undefined)
    else assert.ok(route.answer.shape ?? route.answer.media)
  })
}

test('every reference of the OpenAPI document leads somewhere, and one name is one schema', () => {
  const document = openApiDocument(allRoutes, { version: '0' })
  const text = JSON.stringify(document)
  const { schemas } = document.components as { readonly schemas: Readonly<Record<string, object>> }
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) assert.ok(schemas[name], name)
  assert.doesNotMatch(text, /x-shape/)
})
