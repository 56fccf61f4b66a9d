import { isAbsolute, keyOf, safeKey, type TableLocation } from '../lake/location.ts'
import { malformed } from '../lake/refused.ts'

/** The key of a file that an action names, by a path that is encoded as in addresses. */
export function logPathKey(path: string, location: TableLocation): string {
  return isAbsolute(path) ? keyOf(location, decoded(path)) : safeKey(decoded(path))
}

/** A path without its encoding. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return malformed('a path in the log is not encoded as it must be')
  }
}
