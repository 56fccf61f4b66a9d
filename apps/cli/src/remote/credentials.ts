import { join } from 'node:path'
import { readPrivateJson, writePrivateJson } from './private-file.ts'

/** A sign-in to one server, as this account keeps it. */
export type Credential = {
  /** The secret of an API key. */
  readonly token: string
  readonly key: string
  readonly organisation: string
  readonly name: string
  readonly expiresAt: string
}

/** Sign-ins by server, and the server that commands speak to where none is named. */
export type Credentials = {
  readonly current?: string
  readonly servers: Readonly<Record<string, Credential>>
}

/** The sign-ins of this account; none where there are none. */
export function readCredentials(folder: string): Credentials {
  const found = readPrivateJson(path(folder))
  return found === undefined ? { servers: {} } : (found as Credentials)
}

/** Keeps a sign-in, and makes its server the one that commands speak to. */
export function keepCredential(folder: string, server: string, credential: Credential): void {
  const { servers } = readCredentials(folder)
  writePrivateJson(path(folder), { current: server, servers: { ...servers, [server]: credential } })
}

/** Forgets a sign-in. */
export function forgetCredential(folder: string, server: string): void {
  const { current, servers } = readCredentials(folder)
  const rest = Object.fromEntries(Object.entries(servers).filter(([url]) => url !== server))
  writePrivateJson(path(folder), { ...(current === undefined || current === server ? {} : { current }), servers: rest })
}

function path(folder: string): string {
  return join(folder, 'credentials.json')
}
