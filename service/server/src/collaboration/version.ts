import { type Refused, refused } from './outcome.ts'

/** Why a change of something that was read in another version is not made; undefined where it may be. */
export function whyStale(ifMatch: string | undefined, version: number): Refused | undefined {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === String(version)) return undefined
  return refused('VERSION_CONFLICT', { help: 'read it again, and send its ETag as If-Match' })
}
