import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '..')
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '')
const text = (path: string): string => readFileSync(resolve(root, path), 'utf8')
const product = tracked.filter((path) => /^(core|service|apps)\//.test(path) && !/[.](test|suite)[.]ts$/.test(path))

test('there are files to look at', () => {
  assert.ok(product.length > 50)
})

test('core draws no randomness and reads no clock', () => {
  const found = product.filter(
    (path) => path.startsWith('core/') && /Math[.]random|Date[.]now|new Date|performance[.]now/.test(text(path)),
  )
  assert.deepEqual(found, [])
})

test('no file is over 400 lines, unless its first line says it is a table of data', () => {
  const found = tracked.filter((path) => {
    const content = text(path)
    return content.split('\n').length > 401 && !/^\/\/ A table of data/.test(content)
  })
  assert.deepEqual(found, [])
})

test('the median product file has at most 120 lines', () => {
  const sizes = product.map((path) => text(path).split('\n').length).sort((a, b) => a - b)
  assert.ok((sizes[Math.floor(sizes.length / 2)] ?? 0) <= 120)
})

test('nothing is switched off or left for later', () => {
  const pattern =
    /@ts-(ignore|expect-error|nocheck)|\bas any\b|\b(TODO|FIXME|XXX)\b|\b(test|it|describe)[.](skip|only|todo)\(/
  const found = tracked.filter((path) => path !== 'scripts/hygiene.test.ts' && pattern.test(text(path)))
  assert.deepEqual(found, [])
})

test('every exported function is explained', () => {
  const bare = product.flatMap((path) => {
    const lines = text(path).split('\n')
    return lines.flatMap((line, i) => {
      const exported = /^export (?:async )?function (\w+)/.exec(line)
      return exported !== null && !/(\*\/|^\s*\/\/.*)$/.test(lines[i - 1] ?? '') ? [`${path}: ${exported[1]}`] : []
    })
  })
  assert.deepEqual(bare, [])
})

test('the lock file names no registry', () => {
  assert.doesNotMatch(readFileSync(resolve(root, 'package-lock.json'), 'utf8'), /"resolved": *"https?:/)
})

test('every path that the top-level pages name is there', () => {
  const pages = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CONTRIBUTING.md']
  const missing = pages.flatMap((page) => {
    const named = [
      ...text(page).matchAll(
        /`((?:core|service|apps|conformance|examples|bench|docs|scripts)\/[^`*]+)`|\]\((?!https?:)([^)#]+)\)/g,
      ),
    ]
    return named.map(([, path, link]) => path ?? link ?? '').filter((path) => !existsSync(resolve(root, path)))
  })
  assert.deepEqual(missing, [])
})
