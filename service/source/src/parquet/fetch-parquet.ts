import { copyPieces, type Piece, piecesOf, writeAt } from '../bytes/copy-pieces.ts'
import { found } from '../bytes/outcome.ts'
import type { RangedFile } from '../port/storage.ts'
import type { FetchControl, Sourced } from '../port/table-source.ts'
import { type ParquetFooter, readFooter } from './footer.ts'
import { type ParquetNeed, planFetch } from './plan-fetch.ts'

/** A copy of what is needed of one Parquet file. */
export type FetchedParquet = { readonly path: string; readonly rows: number; readonly bytes: number }

/** The copy of a file as far as it is begun: its footer is written, the pieces are still to be fetched. */
export type BegunCopy = { readonly rows: number; readonly pieces: readonly Piece[] }

/** Writes magic and footer of a copy of what is needed of a file, and says what is still to be fetched into it. */
export async function beginCopy(
  file: RangedFile,
  footer: ParquetFooter,
  need: ParquetNeed,
  path: string,
): Promise<Sourced<BegunCopy>> {
  const plan = planFetch(footer, need)
  for (const [at, bytes] of [
    [0, Buffer.from('PAR1')],
    [plan.footerFrom, plan.footer],
  ] as const) {
    const written = await writeAt(path, at, bytes)
    if (!written.ok) return written
  }
  return found({ rows: plan.rows, pieces: piecesOf(file, plan.spans, path) })
}

/**
 * Brings what is needed of one Parquet file to this machine: a file with the same bytes at the same places where they
 * were needed, and nothing where not. A file that is on this machine is read in place.
 */
export async function fetchParquet(
  file: RangedFile,
  need: ParquetNeed,
  path: string,
  control: FetchControl,
): Promise<Sourced<FetchedParquet>> {
  const footer = await readFooter(file, control)
  if (!footer.ok) return footer
  if (file.path !== undefined) return found({ path: file.path, rows: footer.value.rows, bytes: 0 })
  const begun = await beginCopy(file, footer.value, need, path)
  if (!begun.ok) return begun
  const { rows, pieces } = begun.value
  const ofBytes = pieces.reduce((sum, { from, to }) => sum + to - from, 0)
  let bytes = 0
  const copied = await copyPieces(pieces, control, (more) => {
    bytes += more
    control.onProgress?.({ bytes, ofBytes })
  })
  return copied.ok ? found({ path, rows, bytes }) : copied
}
