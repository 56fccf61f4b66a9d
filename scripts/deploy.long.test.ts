import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'glovebox-image-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('the steps of the image, done without an image, give a server that is ready', async () => {
  const dockerfile = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8').replaceAll('\\\n', ' ')
  for (const [, line = ''] of dockerfile.matchAll(/^COPY (.+)$/gm)) {
    const paths = line.split(/\s+/)
    for (const source of paths.slice(0, -1))
      cpSync(join(root, source), join(folder, paths.at(-1) === './' ? source : (paths.at(-1) ?? '')), {
        recursive: true,
        filter: (path) => !/node_modules|\.glovebox|\.(test|suite)\.ts$/.test(path),
      })
  }
  const [, install = ''] = /^RUN (npm ci [^&]+)/m.exec(dockerfile) ?? []
  execFileSync('sh', ['-c', install], { cwd: folder, stdio: 'pipe' })
  mkdirSync(join(folder, 'data'))
  const server = spawn(
    process.execPath,
    ['apps/cli/bin/glovebox.mjs', 'serve', '--folder', 'data', '--port', '0', '--json'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  try {
    const said = await new Promise<string>((resolve, reject) => {
      server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
    const { url } = JSON.parse(said) as { readonly url: string }
    assert.equal((await fetch(`${url}/ready`)).status, 200)
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    assert.equal(await ended, 0)
  }
})
