import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

/** Where and how to listen. */
export type ListenOptions = {
  readonly host: string
  readonly port: number
  readonly tls?: { readonly certificate: string; readonly key: string }
  readonly fetch: (request: Request, env: unknown) => Response | Promise<Response>
}

/** A socket that is listened on. */
export type Listening = {
  readonly host: string
  readonly port: number
  /** Reads certificate and key again; connections that stand keep theirs. */
  readonly reloadTls: () => void
  /** Takes no more connections, lets open requests end for so long, then cuts them. */
  readonly close: (graceMs: number) => Promise<void>
}

/** Listens; rejects where the address cannot be had. */
export async function listen({ host, port, tls, fetch }: ListenOptions): Promise<Listening> {
  const listener = getRequestListener((request, env) => fetch(request, env), { overrideGlobalObjects: false })
  const credentials = (): { cert: Buffer; key: Buffer } => ({
    cert: readFileSync(tls?.certificate ?? ''),
    key: readFileSync(tls?.key ?? ''),
  })
  const server: Server | SecureServer =
    tls === undefined
      ? createServer(limits, listener)
      : createSecureServer({ ...limits, ...credentials(), minVersion: 'TLSv1.2' }, listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  return {
    host: address.address,
    port: address.port,
    reloadTls: () => {
      if (tls !== undefined) (server as SecureServer).setSecureContext(credentials())
    },
    close: (graceMs) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

/** Slow senders do not hold sockets for ever. Only uploads of signed-in members take longer than a minute. */
const limits = {
  headersTimeout: 20_000,
  requestTimeout: 6 * 3_600_000,
  keepAliveTimeout: 30_000,
  maxHeaderSize: 32_768,
}
