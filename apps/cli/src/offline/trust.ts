import type { Trust } from '@glovebox/api'
import { type Command, Option } from 'commander'
import { readText } from '../remote/read-text.ts'
import { UsageError } from '../usage-error.ts'

/** How the command line says what is believed before anything is checked. */
export type TrustOptions = { readonly key?: string; readonly log?: string }

/** Adds the options of commands that check signatures offline. */
export function addTrust(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--key <key>',
        'the verifier key of the server (name+id+base64), or a file that holds it (default: the one that signing in kept)',
      ),
    )
    .addOption(new Option('--log <origin>', 'only believe this log: SERVER/COLLABORATION-ID, as checkpoints name it'))
}

/** What is believed. A verifier key has a plus sign, and a path to one most often has none. */
export async function trustOf({ key, log }: TrustOptions, server: string | undefined): Promise<Trust> {
  const origin = log === undefined ? {} : { origin: log }
  if (key === undefined) {
    const [{ serverOf }, { knownKey }] = await Promise.all([
      import('../remote/connect.ts'),
      import('../remote/trust.ts'),
    ])
    try {
      return { verifierKey: knownKey(serverOf(server === undefined ? {} : { server })), ...origin }
    } catch {
      throw new UsageError(
        'what shall be believed? give the server’s key with --key, or a server whose key is kept with --server',
      )
    }
  }
  const isKey = /^[^+\s]+\+[0-9a-f]{8}\+\S+$/.test(key)
  const verifierKey = isKey ? key : (await readText(key)).trim()
  return { verifierKey, ...origin }
}
