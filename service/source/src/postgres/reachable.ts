import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { AddressGuard } from '../port/http-transport.ts'

/**
 * The address to connect to: one that the guard allows, looked up once, so that no second answer leads elsewhere.
 * Throws where the name is nobody's; undefined where nothing of it may be reached. A path is a socket of this machine.
 */
export async function reachable(host: string, guard: AddressGuard): Promise<string | undefined> {
  if (host.startsWith('/')) return guard.allows('127.0.0.1') ? host : undefined
  if (isIP(host) !== 0) return guard.allows(host) ? host : undefined
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address).find((address) => guard.allows(address))
}
