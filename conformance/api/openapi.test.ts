import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allRoutes, object, openApiDocument, page, type Shape, text } from '@glovebox/api'
import { Validator } from '@seriousme/openapi-schema-validator'
import { namesTakenTwice, shapesOfRoutes } from './shape-names.suite.ts'

// The OpenAPI document, held against those who read such documents.

const document = openApiDocument(allRoutes, { version: '0.0.0-test', url: 'https://glovebox.example' })

test('the OpenAPI document is one to a validator that is not ours', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(document))
  assert.ok(valid, JSON.stringify(errors))
  assert.equal(validator.version, '3.1')
})

test('that validator tells a document that is none', async () => {
  const broken = { ...structuredClone(document), paths: { '/v1/me': { get: { responses: { 200: {} } } } } }
  assert.equal((await new Validator().validate(broken)).valid, false)
})

test('one name is one schema', () => {
  assert.deepEqual(namesTakenTwice(shapesOfRoutes(allRoutes)), [])
})

test('a name that two schemas took would be found, however deep', () => {
  const shape = (max: number): Shape<{ readonly a: string }> => object({ a: text({ max }) }, { name: 'Twin' })
  assert.deepEqual(namesTakenTwice([shape(1), page(shape(2))]), ['Twin'])
  assert.deepEqual(namesTakenTwice([shape(1), page(shape(1))]), [])
})

test('every operation, and every path with a method, is there once', () => {
  const ids = allRoutes.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  const places = allRoutes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
  assert.equal(new Set(places).size, places.length)
})

test('what a document refers to is in it, and what is in it is referred to', () => {
  const { components } = document as { readonly components: { readonly schemas: object } }
  const referred = new Set([...JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]+)/g)].map(([, n]) => n))
  assert.deepEqual([...referred].toSorted(), Object.keys(components.schemas).toSorted())
})

test('every name in a path is a parameter, and the other way round', () => {
  for (const { id, path, params } of allRoutes) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted()
    assert.deepEqual(Object.keys(params.schema.properties ?? {}).toSorted(), named, id)
  }
})
