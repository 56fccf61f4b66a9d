import type { Cell } from '@glovebox/api'

/** A column of a result, its type as people read it. */
export type ResultColumn = { readonly name: string; readonly type: string }

/** The rows of a result, some at a time: a large one is longer than any string and than what memory should hold. */
export type ResultParts = AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]>

/** A way to write a result down, in pieces as they are ready. */
export type ResultFormat = {
  readonly media: string
  /** Of a file that holds it. */
  readonly extension: string
  readonly write: (columns: readonly ResultColumn[], parts: ResultParts) => AsyncGenerator<Uint8Array, void, undefined>
}
