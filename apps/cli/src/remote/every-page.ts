import type { Page, PageQuery } from '@glovebox/api'

/** All items of a list, page after page; or the first so many of them. */
export async function everyPage<T>(fetchPage: (query: PageQuery) => Promise<Page<T>>, most?: number): Promise<Page<T>> {
  const items: T[] = []
  let next: string | undefined
  do {
    const limit = Math.min(most === undefined ? 200 : most - items.length, 200)
    const page = await fetchPage({ limit, ...(next === undefined ? {} : { cursor: next }) })
    items.push(...page.items)
    next = page.next
  } while (next !== undefined && (most === undefined || items.length < most))
  return { items, ...(next === undefined ? {} : { next }) }
}
