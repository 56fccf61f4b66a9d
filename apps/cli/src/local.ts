import type { Room } from '@glovebox/api'
import type { Result } from '@glovebox/diagnostics'
import { openLocalRoom } from '@glovebox/server'

/** The one door to the server's code: a whole room in this process. */
export function openRoom(file: string, options: { readonly createsState: boolean }): Promise<Result<Room>> {
  return openLocalRoom({ file, ...options })
}

/** What whoever holds a collaboration file does with the places of its tables. */
export { type LocalOwner, openLocalOwner } from '@glovebox/server'
