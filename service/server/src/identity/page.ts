import type { Page, PageQuery } from '@glovebox/api'
import { done, type Outcome, refused } from './outcome.ts'

const usual = 50

/** How many to read: one more than are shown, to know whether there are more. */
export function limitOf({ limit = usual }: PageQuery): number {
  return limit + 1
}

/** After which key the page begins. */
export function startOf({ cursor }: PageQuery): Outcome<string | undefined> {
  if (cursor === undefined) return done(undefined)
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!/^[\x20-\x7e]{1,300}$/.test(key)) return notACursor
  return done(key)
}

/** The page that was read, and the cursor of the one after it. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  query: PageQuery,
  keyOf: (row: Row) => string,
  show: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limitOf(query) - 1)
  const last = shown.at(-1)
  const items = shown.map(show)
  if (rows.length === shown.length || last === undefined) return { items }
  return { items, next: Buffer.from(keyOf(last)).toString('base64url') }
}

/** What is said of cursors that no page gave. */
export const notACursor: ReturnType<typeof refused> = refused('BODY_INVALID', {
  mismatches: [{ path: '/query/cursor', message: 'must be the `next` of a page' }],
})
