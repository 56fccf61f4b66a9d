import type { KeyWithSecret } from '@glovebox/api'
import { configFolder } from './config-folder.ts'
import { keepCredential, readCredentials } from './credentials.ts'

/** Keeps the other secret of a key that `glovebox login` keeps; whether it is one. */
export function keepRotated(server: string, { id, secret }: KeyWithSecret): boolean {
  const folder = configFolder(process.env)
  const kept = readCredentials(folder).servers[server]
  if (kept === undefined || kept.key !== id) return false
  keepCredential(folder, server, { ...kept, token: secret })
  return true
}
