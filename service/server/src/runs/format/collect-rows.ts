import type { Cell } from '@glovebox/api'
import type { ResultParts } from './result-format.ts'

/** The same rows, at least so many at a time: formats in columns are small and fast where their groups are large. */
export async function* collectRows(
  parts: ResultParts,
  atLeast: number,
): AsyncGenerator<readonly (readonly Cell[])[], void, undefined> {
  let group: (readonly Cell[])[] = []
  for await (const rows of parts) {
    for (const row of rows) group.push(row)
    if (group.length < atLeast) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
