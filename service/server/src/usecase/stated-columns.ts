import type { PinnedTable } from '@glovebox/source'
import type { FoundColumn } from '../state/pins.ts'

/** The columns that a source states; undefined where only its rows tell. */
export function statedColumns({ columns }: PinnedTable): readonly FoundColumn[] | undefined {
  return columns?.map(({ name, sourceType, type }) => ({
    ...{ name, engineType: sourceType },
    ...(type === undefined ? {} : { type }),
  }))
}
