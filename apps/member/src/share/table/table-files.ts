import type { RangedFile, SourceControl, Sourced, StoredFile } from '@glovebox/source'

/** The files of one table. */
export type TableFiles = {
  readonly list: (control: SourceControl) => Promise<Sourced<readonly StoredFile[]>>
  readonly open: (key: string, control: SourceControl) => Promise<Sourced<RangedFile>>
}
