import type { Source } from '@glovebox/cleanroom'
import type { Sourced, TableSource } from '@glovebox/source'
import type { Engine } from '../port/engine.ts'
import type { FetchFolder } from '../source/fetch-folder.ts'

/** What looking at a source of one's own stands on. */
export type Look = {
  /** Opens a source as whoever asks means it. */
  readonly open: (source: Source) => Promise<Sourced<TableSource>>
  readonly engine: () => Promise<Engine>
  readonly fetchFolder: () => Promise<FetchFolder>
  readonly clock: () => Date
}
