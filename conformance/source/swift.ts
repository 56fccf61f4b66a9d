import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import type { S3Account } from './s3-signature.ts'

// OpenStack Swift with its S3 interface: a real server of S3, of Debian's packages, on free ports of this machine.

/** A running Swift with a bucket. */
export type Swift = {
  readonly url: string
  readonly bucket: string
  put(key: string, content: Uint8Array): Promise<void>
  close(): Promise<void>
}

export const swiftAccount: S3Account = { accessKeyId: 'test:tester', secretAccessKey: 'testing', region: 'us-east-1' }

const kinds = ['object', 'container', 'account'] as const

/** Starts one node of Swift and makes a bucket in it. */
export async function openSwift(bucket: string): Promise<Swift> {
  if (spawnSync('sh', ['-c', 'command -v swift-proxy-server']).status !== 0)
    throw new Error('Swift is not installed: npx node scripts/setup-swift.ts')
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-swift-'))
  mkdirSync(join(folder, 'srv', 'd1'), { recursive: true })
  const ports = await freePorts(4)
  const user = userInfo().username
  const processes: ChildProcess[] = []
  for (const [i, kind] of kinds.entries()) {
    const port = ports[i] ?? 0
    for (const step of [['create', '6', '1', '1'], ['add', `r1z1-127.0.0.1:${port}/d1`, '1'], ['rebalance']])
      spawnSync('swift-ring-builder', [`${kind}.builder`, ...step], { cwd: folder })
    processes.push(serve(folder, kind, storageConfig(folder, kind, port, user)))
  }
  const port = ports[3] ?? 0
  processes.push(serve(folder, 'proxy', proxyConfig(folder, port, user)))
  const url = `http://127.0.0.1:${port}`
  const close = async (): Promise<void> => {
    for (const process of processes) process.kill('SIGKILL')
    await Promise.all(
      processes.map((process) => process.exitCode ?? new Promise((resolve) => process.once('exit', resolve))),
    )
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await waitFor(`${url}/healthcheck`)
    const client = new AwsClient({ ...swiftAccount, service: 's3' })
    const put = async (path: string, content: Uint8Array): Promise<void> => {
      const response = await client.fetch(`${url}/${bucket}${path}`, { method: 'PUT', body: Buffer.from(content) })
      if (!response.ok) throw new Error(`Swift answers ${response.status}: ${await response.text()}`)
    }
    await put('', new Uint8Array())
    return {
      url,
      bucket,
      close,
      put: (key, content) => put(`/${key.split('/').map(encodeURIComponent).join('/')}`, content),
    }
  } catch (error) {
    await close()
    throw error
  }
}

function serve(folder: string, kind: string, config: string): ChildProcess {
  const path = join(folder, `${kind}.conf`)
  writeFileSync(path, config)
  return spawn(`swift-${kind}-server`, [path], { stdio: 'ignore' })
}

async function waitFor(url: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (isUp) return
    await setTimeout(100)
  }
  throw new Error('Swift does not start')
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, '127.0.0.1', () => {
            const address = server.address()
            resolve(typeof address === 'object' && address !== null ? address.port : 0)
          }),
        ),
    ),
  )
  for (const server of servers) server.close()
  return ports
}

function head(folder: string, port: number, user: string): string {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${user}
swift_dir = ${folder}
`
}

function storageConfig(folder: string, kind: string, port: number, user: string): string {
  return `${head(folder, port, user)}devices = ${folder}/srv
mount_check = false
disable_fallocate = true
log_name = ${kind}
[pipeline:main]
pipeline = ${kind}-server
[app:${kind}-server]
use = egg:swift#${kind}
`
}

function proxyConfig(folder: string, port: number, user: string): string {
  const filters = ['catch_errors', 'gatekeeper', 'healthcheck', 'proxy-logging', 'cache', 'listing_formats', 's3api']
  const later = ['tempauth', 'copy', 'slo', 'dlo']
  const eggs: Readonly<Record<string, string>> = { 'proxy-logging': 'proxy_logging', cache: 'memcache' }
  const options: Readonly<Record<string, string>> = {
    s3api: `location = ${swiftAccount.region}\ndns_compliant_bucket_names = true\n`,
    tempauth: 'user_test_tester = testing .admin\n',
  }
  const sections = [...filters, ...later].map(
    (name) => `[filter:${name}]\nuse = egg:swift#${eggs[name] ?? name}\n${options[name] ?? ''}`,
  )
  return `${head(folder, port, user)}[pipeline:main]
pipeline = ${[...filters, ...later, 'proxy-logging', 'proxy-server'].join(' ')}
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
${sections.join('')}`
}
