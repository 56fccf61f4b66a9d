import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '..')

function layersOf(files: Readonly<Record<string, string>>): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-layers-'))
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const name of ['tsconfig.json', '.dependency-cruiser.mjs', 'package.json'])
      cpSync(join(root, name), join(folder, name))
    mkdirSync(join(folder, 'core'))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const run = spawnSync(process.execPath, [join(root, 'scripts/layers.ts'), 'core'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
    })
    return { status: run.status, output: run.stdout + run.stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const innocent = Object.fromEntries(
  Array.from({ length: 12 }, (_, i) => [`core/sql/src/part-${i}.ts`, `export const n: number = ${i}\n`]),
)

test('a clean tree passes', () => {
  const { status, output } = layersOf(innocent)
  assert.equal(status, 0, output)
})

const planted = [
  {
    rule: 'core-is-pure-builtins',
    files: { 'core/sql/src/bad.ts': "import fs from 'node:fs'\nexport const x: unknown = fs\n" },
  },
  {
    rule: 'core-is-pure',
    files: {
      'core/sql/src/bad.ts': "import type { T } from '../../../service/api/src/index.ts'\nexport type X = T\n",
      'service/api/src/index.ts': 'export type T = 1\n',
    },
  },
  {
    rule: 'no-cycles',
    files: {
      'core/sql/src/a.ts': "import type { B } from './b.ts'\nexport type A = B\n",
      'core/sql/src/b.ts': "import type { A } from './a.ts'\nexport type B = A | 1\n",
    },
  },
  {
    rule: 'sql-knows-no-privacy',
    files: {
      'core/sql/src/bad.ts': "import type { T } from '../../cleanroom/src/index.ts'\nexport type X = T\n",
      'core/cleanroom/src/index.ts': 'export type T = 1\n',
    },
  },
  {
    rule: 'layers-inside-sql',
    files: {
      'core/sql/src/emit/bad.ts': "import type { T } from '../syntax/tree.ts'\nexport type X = T\n",
      'core/sql/src/syntax/tree.ts': 'export type T = 1\n',
    },
  },
]

for (const { rule, files } of planted) {
  test(`a planted violation of ${rule} is reported with what to do instead`, () => {
    const { status, output } = layersOf({ ...innocent, ...files })
    assert.equal(status, 1, output)
    assert.match(output, new RegExp(`^${rule}: .+ → .+\n  \\w`, 'm'))
  })
}

test('nothing cruised is a failure, not a success', () => {
  const { status, output } = layersOf({})
  assert.equal(status, 1)
  assert.match(output, /too few modules/)
})
