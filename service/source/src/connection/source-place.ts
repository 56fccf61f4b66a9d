import type { FileFormat } from '../port/local-table.ts'

/** Where a table is, as its owner wrote it. `path` is an address, a glob or a name; see the collaboration file. */
export type SourcePlace = { readonly path: string } & (
  | { readonly kind: 'file'; readonly format: FileFormat }
  | { readonly kind: 's3' | 'https'; readonly format: FileFormat; readonly isPartitioned: boolean }
  | { readonly kind: 'iceberg' | 'delta' | 'glue' | 'delta-sharing' | 'postgres' }
)

/** The kind of connection that a place is read through, and whether there is no way without one. */
export const connectionOf: Readonly<
  Record<
    SourcePlace['kind'],
    { readonly kind: 's3' | 'https' | 'delta-sharing' | 'postgres'; readonly isNeeded: boolean } | undefined
  >
> = {
  file: undefined,
  s3: { kind: 's3', isNeeded: false },
  https: { kind: 'https', isNeeded: false },
  iceberg: { kind: 's3', isNeeded: false },
  delta: { kind: 's3', isNeeded: false },
  glue: { kind: 's3', isNeeded: true },
  'delta-sharing': { kind: 'delta-sharing', isNeeded: true },
  postgres: { kind: 'postgres', isNeeded: true },
}
