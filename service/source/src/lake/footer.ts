import { type FileMetaData, parquetMetadataAsync, parquetSchema } from 'hyparquet'
import type { RangedFile } from '../port/storage.ts'
import type { SourceControl } from '../port/table-source.ts'
import { limits } from './limits.ts'
import { malformed, Refused, refuse, taken } from './refused.ts'

/** What a data file says of its columns. */
export type Footer = { readonly metadata: FileMetaData; readonly columns: readonly FileColumn[] }

/** A column at the top of a file. */
export type FileColumn = { readonly name: string; readonly id?: number; readonly isNested: boolean }

/** Reads the footer of a Parquet file. */
export async function readFooter(file: RangedFile, control: SourceControl): Promise<Footer> {
  const slice = async (from: number, to: number = file.bytes): Promise<ArrayBuffer> => {
    if (to - from > limits.metadataBytes) refuse('unsupported', 'the footer of a data file is too large')
    return new Uint8Array(taken(await file.read(Math.max(0, from), to, control))).buffer
  }
  try {
    const metadata = await parquetMetadataAsync({ byteLength: file.bytes, slice })
    const columns = parquetSchema(metadata).children.map(({ element, children }) => ({
      name: element.name,
      ...(element.field_id === undefined ? {} : { id: element.field_id }),
      isNested: children.length > 0 || element.repetition_type === 'REPEATED',
    }))
    // Engines tell columns apart without regard to case, so that one of two would be read for the other.
    if (new Set(columns.map(({ name }) => name.toLowerCase())).size < columns.length)
      refuse('unsupported', 'two columns of a data file differ in case only, or not at all')
    return { metadata, columns }
  } catch (error) {
    if (error instanceof Refused) throw error
    return malformed('a data file of the table has no footer of a Parquet file')
  }
}
