import { type ParquetFooter, readFooter as readParquetFooter } from '../parquet/footer.ts'
import type { ParquetColumn } from '../parquet/schema.ts'
import type { RangedFile } from '../port/storage.ts'
import type { SourceControl } from '../port/table-source.ts'
import { refuse, taken } from './refused.ts'

/** Reads the footer of a data file, or of one of deletes. */
export async function readFooter(file: RangedFile, control: SourceControl): Promise<ParquetFooter> {
  const footer = taken(await readParquetFooter(file, control))
  // Engines tell columns apart without regard to case, so that one of two would be read for the other.
  if (new Set(footer.columns.map(({ name }) => name.toLowerCase())).size < footer.columns.length)
    refuse('unsupported', 'two columns of a data file differ in case only, or not at all')
  return footer
}

/** Whether a column of a file holds, or is widened to, what the table says that it holds. */
export function fits({ stored, type }: ParquetColumn, kind: string | undefined): boolean {
  if (stored === undefined) return false
  // A type that has no place here may still be read as the table's: texts of old files are bytes.
  if (type === undefined || kind === undefined || type.kind === kind) return true
  const wider: Readonly<Record<string, readonly string[]>> = { integer: ['double', 'decimal'], date: ['timestamp'] }
  return wider[type.kind]?.includes(kind) === true
}
