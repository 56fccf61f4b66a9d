import { join } from 'node:path'
import { type Client, getServer } from '@glovebox/api'
import { UsageError } from '../usage-error.ts'
import { configFolder } from './config-folder.ts'
import { readPrivateJson, writePrivateJson } from './private-file.ts'

type TrustedKeys = Readonly<Record<string, string>>

/**
 * The key that a server's statements are checked with: the one that was seen at its first use, and no other. A member
 * who has it from elsewhere compares the two.
 */
export async function trustedKey(client: Client): Promise<string> {
  const path = join(configFolder(process.env), 'keys.json')
  const keys = (readPrivateJson(path) ?? {}) as TrustedKeys
  const known = keys[client.url]
  if (known !== undefined) return known
  const { verifierKey } = await client.call(getServer, {})
  writePrivateJson(path, { ...keys, [client.url]: verifierKey })
  process.stderr.write(
    `the key of ${client.url} is ${verifierKey}\nit is kept, and no other is believed: compare it with what the operator tells you\n`,
  )
  return verifierKey
}

/** The key of a server where it is known already. */
export function knownKey(server: string): string {
  const keys = (readPrivateJson(join(configFolder(process.env), 'keys.json')) ?? {}) as TrustedKeys
  const known = keys[server]
  if (known === undefined) throw new UsageError(`no key of ${server} is known: give one with --key`)
  return known
}
