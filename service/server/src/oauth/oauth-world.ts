import { agentScopes, type Scope } from '@glovebox/api'
import type { Identity } from '../identity/identity.ts'

/** What programs are let act with. */
export type OauthWorld = {
  readonly identity: Identity
  /** Seals forms of this process: whoever has another one open signs in anew after a restart. */
  readonly formKey: Uint8Array
}

/** How long what is. */
export const lifetimes: Readonly<Record<'accessSeconds' | 'refreshSeconds' | 'codeSeconds' | 'formSeconds', number>> = {
  accessSeconds: 900,
  refreshSeconds: 30 * 86_400,
  codeSeconds: 60,
  formSeconds: 900,
}

/** What tokens are for: the MCP endpoint of this server, and nothing else of it. */
export function resourceOf({ identity }: OauthWorld): string {
  return `${identity.world.publicUrl}/mcp`
}

/** The scopes in a text, each once; undefined where one of them is none that programs are given. */
export function scopesIn(written: string): readonly Scope[] | undefined {
  const words = [...new Set(written.split(' ').filter((word) => word !== ''))]
  const known = agentScopes.filter((scope) => words.includes(scope))
  return known.length === words.length ? known : undefined
}
