import { createHash } from 'node:crypto'
import type { Vault } from '../../service/server/src/store/vault.ts'

/** Hides texts from a search and opens them in their own place alone: enough to see what is sealed and what is not. */
export const sealingVault: Vault = {
  seal: (text, about) => `${place(about)}.${mixed(Buffer.from(text)).toString('base64')}`,
  open: (sealed, about) => {
    const [where, text = ''] = sealed.split('.')
    if (where !== place(about)) throw new Error(`a sealed text of another place is at ${about}`)
    return mixed(Buffer.from(text, 'base64')).toString()
  },
  madeOf: () => [],
  canSeal: () => true,
}

function place(about: string): string {
  return createHash('sha256').update(about).digest('hex')
}

function mixed(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0x5a))
}
