import { type Client, createClient } from '@glovebox/api'
import { UsageError } from '../usage-error.ts'
import { version } from '../version.ts'
import { configFolder } from './config-folder.ts'
import { readCredentials } from './credentials.ts'

/** The address of a server as it is compared: no slash at the end. */
export function serverUrl(written: string): string {
  const withScheme = /^https?:\/\//.test(written) ? written : `https://${written}`
  if (!URL.canParse(withScheme)) throw new UsageError('--server takes an address such as https://rooms.example.org')
  return withScheme.replace(/\/+$/, '')
}

/** A client of a server, with this account's key for it: `GLOVEBOX_TOKEN`, or what `glovebox login` kept. */
export function connect(server: string): Client {
  const token = process.env.GLOVEBOX_TOKEN ?? readCredentials(configFolder(process.env)).servers[server]?.token
  return createClient({ url: server, userAgent: `glovebox/${version}`, ...(token === undefined ? {} : { token }) })
}

/** The server of a command that cannot do without one: `--server`, `GLOVEBOX_SERVER`, or the last one signed in to. */
export function serverOf(options: { readonly server?: string }): string {
  const named = options.server ?? process.env.GLOVEBOX_SERVER ?? readCredentials(configFolder(process.env)).current
  if (named === undefined)
    throw new UsageError('which server? name it with --server URL, or sign in with glovebox login')
  return serverUrl(named)
}
