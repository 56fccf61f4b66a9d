import type { Page } from '@glovebox/api'
import { done, type Outcome, refused } from './outcome.ts'

/** Where a list in the order of time goes on. */
export type Place = { readonly at: string; readonly id: string }

/** The place that a cursor names; undefined where there is none yet. */
export function readCursor(cursor: string | undefined): Outcome<Place | undefined> {
  if (cursor === undefined) return done(undefined)
  const [at, id, ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  // What no place is made of may be nothing that a database takes as text.
  if (at === undefined || id === undefined || rest.length > 0 || /\p{Cc}/u.test(`${at}${id}`)) {
    return refused('BODY_INVALID', {
      reason: 'CURSOR_UNKNOWN',
      detail: 'this cursor is of no list',
      help: 'begin without one',
    })
  }
  return done({ at, id })
}

/** A page of what was read, of which one more than `limit` was wanted. */
export function toPage<T>(found: readonly T[], limit: number, place: (item: T) => Place): Page<T> {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  if (found.length <= limit || last === undefined) return { items }
  const { at, id } = place(last)
  return { items, next: Buffer.from(`${at} ${id}`).toString('base64url') }
}
