import { taggedHash as hashUnder } from '@glovebox/crypto'

export { type CommittedResult, commitmentTo } from '@glovebox/crypto'

/** What a hash is of. A hash of one purpose is never one of another. */
export type Purpose =
  | 'log-entry'
  | 'receipt'
  | 'collaboration-file'
  | 'rules'
  | 'query'
  | 'charge'
  | 'published'
  | 'template'
  | 'intermediate'
  | 'destination'

/** SHA-256 of texts under a purpose, in hexadecimal. */
export function taggedHash(purpose: Purpose, ...parts: readonly string[]): string {
  return hashUnder(purpose, ...parts)
}
