import { type Fields, integer, list, object, optional, type Shape, text } from './shape.ts'

/** A part of a list; `next` is the cursor of the one after it. */
export type Page<T> = { readonly items: readonly T[]; readonly next?: string }

/** How a part of a list is asked for. */
export type PageQuery = { readonly cursor?: string; readonly limit?: number }

export const pageQueryFields: Fields<PageQuery> = {
  cursor: optional(text({ max: 500 })),
  limit: optional(integer({ min: 1, max: 500 })),
}

export const pageQuery: Shape<PageQuery> = object<PageQuery>(pageQueryFields)

/** The shape of a page of items. */
export function page<T>(item: Shape<T>): Shape<Page<T>> {
  const name = item.name === undefined ? {} : { name: `${item.name}Page` }
  return object<Page<T>>(
    { items: list(item, { max: 500 }), next: optional(text({ max: 500 })) } as unknown as Fields<Page<T>>,
    name,
  )
}

/** No parameters, or no query. */
export type Nothing = Record<never, never>
export const nothing: Shape<Nothing> = object<Nothing>({})
