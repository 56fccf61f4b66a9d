import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { isBuiltin, stripTypeScriptTypes } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import { test } from 'node:test'

// What a page would load: every file that the client imports, of the packages here. Others are chosen, one by one.

const root = resolve(import.meta.dirname, '../../..')

/** Packages that run in browsers as they are. */
const others = /^(@noble\/(hashes|curves)\/|yaml$)/

type Loaded = { readonly file: string; readonly code: string; readonly imports: readonly string[] }

function load(file: string): Loaded {
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8')).replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
  const imports = [...code.matchAll(/(?:\bfrom|\bimport|^import)\s*\(?\s*'([^'\n]+)'/gm)].map(([, name = '']) => name)
  return { file, code, imports }
}

function fileOf(name: string, from: string): string | undefined {
  if (name.startsWith('.')) return resolve(dirname(from), name)
  const own = /^@glovebox\/(\w+)$/.exec(name)?.[1]
  if (own === undefined) return undefined
  return resolve(root, ['api', 'client'].includes(own) ? 'service' : 'core', own, 'src/index.ts')
}

function closure(start: string): readonly Loaded[] {
  const loaded = new Map<string, Loaded>()
  const waiting = [start]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (loaded.has(file)) continue
    const one = load(file)
    loaded.set(file, one)
    waiting.push(...one.imports.flatMap((name) => fileOf(name, file) ?? []))
  }
  return [...loaded.values()]
}

const files = closure(resolve(import.meta.dirname, 'index.ts'))
const place = ({ file }: Loaded): string => relative(root, file)
const nodeOnly = /(?<![.\w'`$-])(Buffer|process|global|require|setImmediate|__dirname|__filename)\s*[.([]/

test('the client is loaded with the contract and the core', () => {
  const packages = new Set(files.map((one) => place(one).split('/').slice(0, 2).join('/')))
  for (const wanted of ['service/client', 'service/api', 'core/crypto']) assert.ok(packages.has(wanted), wanted)
})

test('nothing that the client loads imports a module of Node, or a package that was not chosen', () => {
  const found = files.flatMap((one) =>
    one.imports
      .filter((name) => isBuiltin(name) || (fileOf(name, one.file) === undefined && !others.test(name)))
      .map((name) => `${place(one)}: ${name}`),
  )
  assert.deepEqual(found, [])
})

test('nothing that the client loads uses a global of Node', () => {
  assert.deepEqual(files.filter(({ code }) => nodeOnly.test(code)).map(place), [])
})

for (const code of ['Buffer.from(x)', 'const a = process.env', 'require("x")'])
  test(`${code} would be found`, () => assert.match(code, nodeOnly))
