/** A table, or what a question needs of it, in files on this machine. */
export type LocalTable = { readonly format: FileFormat; readonly files: readonly LocalFile[] }

/** How files are written. */
export type FileFormat = 'csv' | 'parquet' | 'json'

/** How a file is compressed as a whole. */
export type Compression = 'none' | 'gzip' | 'zstd'

/** One file of a table, and in what it differs from the table's own rows. Deletions are of Parquet files only. */
export type LocalFile = {
  /** Absolute. */
  readonly path: string
  /** Where the owner's own file is read in place: its state, as `fileStateOf` tells it, in the version that was pinned. */
  readonly state?: string
  /** Absent: what the ending of the path says. */
  readonly compression?: Compression
  /** Columns that are not in the file and the same in all of its rows, as texts (partition values); null is NULL. */
  readonly constants?: Readonly<Record<string, string | null>>
  /** Columns of the table that have another name in the file; null: it has none, and the column is NULL in its rows. */
  readonly names?: Readonly<Record<string, string | null>>
  /** A Parquet file whose BIGINT column `pos` holds the places, from 0, of the rows that are deleted. */
  readonly deletedPositions?: string
  /** Rows that are equal in all columns, NULL being equal to NULL, to a row of one of these are deleted. */
  readonly deletedRows?: readonly DeletedRows[]
}

/** A Parquet file of deleted rows. Columns by their names in the data file, with their names in this one. */
export type DeletedRows = { readonly path: string; readonly columns: Readonly<Record<string, string>> }
