import type { CallOptions, Page, PageQuery } from '@glovebox/api'

/** Every item of a list, page after page, each fetched when it is needed. */
export async function* paginate<Input extends { readonly query?: PageQuery }, Item>(
  method: (input: Input, options?: CallOptions) => Promise<Page<Item>>,
  input: Input,
  options?: CallOptions,
): AsyncGenerator<Item, void, undefined> {
  let cursor = input.query?.cursor
  do {
    const query = { ...input.query, ...(cursor === undefined ? {} : { cursor }) }
    const page = await method({ ...input, query }, options)
    yield* page.items
    cursor = page.next
  } while (cursor !== undefined)
}
