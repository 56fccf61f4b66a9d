import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createClient } from '@hey-api/openapi-ts'
import { openTestServer } from './server.suite.ts'

// A client that a generator which is not ours made of the OpenAPI document comes from an invitation to a receipt.

const place = await openTestServer()
const folder = mkdtempSync(join(tmpdir(), 'glovebox-generated-'))
after(async () => {
  await place.close()
  rmSync(folder, { recursive: true, force: true })
})

const input = (await (await fetch(`${place.url}/openapi.json`)).json()) as Readonly<Record<string, unknown>>
await createClient({
  input,
  output: { path: join(folder, 'client'), module: { extension: '.ts' } },
  logs: { level: 'silent', file: false },
})
copyFileSync(new URL('generated-story.txt', import.meta.url), join(folder, 'story.ts'))
writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
const types = fileURLToPath(new URL('../../node_modules/@types', import.meta.url))
const compilerOptions = {
  strict: true,
  noEmit: true,
  target: 'es2024',
  module: 'nodenext',
  lib: ['es2024', 'dom', 'dom.iterable'],
  typeRoots: [types],
  types: ['node'],
  skipLibCheck: true,
  allowImportingTsExtensions: true,
}
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['client', 'story.ts'] }))

test('what a generator makes of the OpenAPI document compiles, and so does what uses it', async () => {
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
  const { code, said } = await run([tsc, '-p', folder])
  assert.equal(code, 0, said)
})

test('by a generated client two organisations come from an invitation to a receipt', async () => {
  const { code, said } = await run([join(folder, 'story.ts')])
  assert.equal(code, 0, said)
  const { result, receipt, problem } = JSON.parse(said) as {
    readonly result: { readonly rows: unknown }
    readonly receipt: Readonly<Record<string, unknown>>
    readonly problem: unknown
  }
  assert.deepEqual(result.rows, [
    ['a', 50],
    ['b', 50],
  ])
  assert.ok(Object.keys(receipt).length > 2)
  assert.equal(problem, 'NOT_FOUND')
})

async function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const env = { ...process.env, GLOVEBOX_URL: place.url, GLOVEBOX_SET_UP: place.server.setUp?.token ?? '' }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}
