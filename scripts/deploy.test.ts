import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { allRoutes } from '@glovebox/api'
import { parse } from 'yaml'
import { buildProgram } from '../apps/cli/src/program.ts'
import { documented, variableOf } from '../service/server/src/settings/documented.ts'

const root = resolve(import.meta.dirname, '..')
const dockerfile = readFileSync(resolve(root, 'deploy/Dockerfile'), 'utf8').replaceAll('\\\n', ' ')
const compose = parse(readFileSync(resolve(root, 'deploy/compose.yaml'), 'utf8')) as {
  readonly services: Readonly<Record<string, { readonly environment: Readonly<Record<string, string>> }>>
}
const instruction = (name: string): readonly string[] =>
  dockerfile
    .split('\n')
    .flatMap((line) => (line.trim().startsWith(`${name} `) ? [line.trim().slice(name.length + 1)] : []))

test('everything that the image copies is there', () => {
  const sources = instruction('COPY').flatMap((line) => line.split(/\s+/).slice(0, -1))
  assert.ok(sources.length > 3)
  for (const source of sources) assert.ok(existsSync(resolve(root, source)), source)
})

test('what the image runs is a command with these options', () => {
  const [command = '[]'] = instruction('CMD').filter((line) => line.startsWith('["serve"'))
  const [name, ...rest] = JSON.parse(command) as readonly string[]
  const serve = buildProgram('0').commands.find((one) => one.name() === name)
  assert.ok(serve !== undefined)
  const known = serve.options.map(({ long }) => long)
  for (const option of rest.filter((word) => word.startsWith('--'))) assert.ok(known.includes(option), option)
})

test('the health check asks a route that there is', () => {
  const [, path] = /127\.0\.0\.1:8640(\/\w+)/.exec(dockerfile) ?? []
  assert.ok(allRoutes.some((route) => route.path === path))
})

test('every variable of the composition is a setting', () => {
  const variables = new Set(Object.keys(documented).map(variableOf))
  const used = Object.keys(compose.services.server?.environment ?? {})
  assert.ok(used.length > 2)
  for (const variable of used) assert.ok(variables.has(variable), variable)
})
