import { copyPieces, type Piece } from '../bytes/copy-pieces.ts'
import { beginCopy } from '../parquet/fetch-parquet.ts'
import type { ParquetFooter } from '../parquet/footer.ts'
import type { ParquetNeed } from '../parquet/plan-fetch.ts'
import { findColumn } from '../parquet/statistics.ts'
import type { LocalFile } from '../port/local-table.ts'
import type { RangedFile } from '../port/storage.ts'
import type { ColumnBounds, FetchControl } from '../port/table-source.ts'
import { taken } from './refused.ts'

/** A file of a local table, and what of it is still to be brought here. */
export type BegunFile = { readonly local: LocalFile; readonly pieces: readonly Piece[] }

/** Begins the copy of what is needed of a data file; undefined where none of its rows are. */
export async function beginFile(
  file: RangedFile,
  footer: ParquetFooter,
  need: ParquetNeed,
  local: LocalFile,
): Promise<BegunFile | undefined> {
  if (footer.rows === 0) return undefined
  if (file.path !== undefined) return { local: { ...local, path: file.path, state: file.version }, pieces: [] }
  const bounds = (need.bounds ?? []).filter((bound) => isOfScale(footer, bound))
  const { rows, pieces } = taken(await beginCopy(file, footer, { ...need, bounds }, local.path))
  return rows === 0 ? undefined : { local, pieces }
}

/** Brings all that was begun, a few pieces at a time. */
export async function finishFiles(
  begun: readonly (BegunFile | undefined)[],
  control: FetchControl,
): Promise<readonly LocalFile[]> {
  const files = begun.filter((file) => file !== undefined)
  const pieces = files.flatMap((file) => file.pieces)
  const ofBytes = pieces.reduce((sum, { from, to }) => sum + to - from, 0)
  let bytes = 0
  const onBytes = (more: number): void => {
    bytes += more
    control.onProgress?.({ bytes, ofBytes })
  }
  taken(await copyPieces(pieces, control, onBytes))
  return files.map(({ local }) => local)
}

// Ends of decimals are without their scale, which a column that was widened may have another of in older files.
function isOfScale({ columns }: ParquetFooter, { column, type }: ColumnBounds): boolean {
  if (type.kind !== 'decimal') return true
  const own = findColumn(columns, column)?.type
  return own?.kind === 'decimal' && own.scale === type.scale
}
