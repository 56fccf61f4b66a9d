import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type Ended, glovebox, start } from './run.suite.ts'

/** A server in a process of its own, as an operator would start it. */
export type ServedServer = {
  readonly url: string
  readonly folder: string
  /** The link of its first administrator. */
  readonly link: string
  /** Ends it as an operator would. */
  readonly stop: () => Promise<Ended>
}

/** Someone at a machine of their own: a folder to work in, and one for what `glovebox` keeps. */
export type Person = {
  readonly folder: string
  readonly run: (...args: readonly string[]) => Promise<Ended>
  /** Runs a command that has to end well, and gives its JSON answer. */
  readonly json: (...args: readonly string[]) => Promise<Readonly<Record<string, unknown>>>
}

const root = mkdtempSync(join(tmpdir(), 'glovebox-server-e2e-'))
const stops: (() => Promise<Ended>)[] = []
after(async () => {
  for (const stop of stops) await stop()
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

/** Starts a server and waits until it takes requests. */
export async function serve(folder: string = mkdtempSync(join(root, 'server-'))): Promise<ServedServer> {
  const running = start(['serve', '--folder', folder, '--port', '0', '--json'], { env: { GLOVEBOX_LOG_LEVEL: 'warn' } })
  const said = await new Promise<string>((resolve, reject) => {
    running.child.stdout?.once('data', (chunk) => resolve(String(chunk)))
    running.ended.then(({ stderr }) => reject(new Error(`the server ended: ${stderr}`)), reject)
  })
  const { url, setUp } = JSON.parse(said) as { readonly url: string; readonly setUp?: { readonly url: string } }
  const stop = async (): Promise<Ended> => {
    running.child.kill('SIGTERM')
    return await running.ended
  }
  stops.push(stop)
  return { url, folder, link: setUp?.url ?? '', stop }
}

/** Someone who speaks to a server. */
export function person(name: string, { url }: ServedServer): Person {
  const folder = join(root, `${name}-${mkdtempSync(join(root, 'p-')).slice(-6)}`)
  mkdirSync(folder)
  const env = {
    GLOVEBOX_CONFIG_FOLDER: join(folder, '.config'),
    GLOVEBOX_PASSWORD: `the password of ${name}`,
    GLOVEBOX_SERVER: url,
    NO_COLOR: '1',
  }
  const run = (...args: readonly string[]): Promise<Ended> => glovebox(args, { cwd: folder, env })
  return {
    folder,
    run,
    json: async (...args) => {
      const ended = await run(...args, '--json')
      assert.equal(ended.code, 0, `${args.join(' ')}: ${ended.stdout}${ended.stderr}`)
      return JSON.parse(ended.stdout) as Readonly<Record<string, unknown>>
    },
  }
}
