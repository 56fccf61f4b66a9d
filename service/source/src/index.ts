export type {
  AwsCredentials,
  Connection,
  ConnectionKind,
  DeltaSharingConnection,
  DeltaSharingProfile,
  HttpsConnection,
  PostgresConnection,
  PostgresTls,
  S3Connection,
} from './connection/connection.ts'
export { type ProfileMistake, readSharingProfile } from './connection/sharing-profile.ts'
export { connectionOf, type SourcePlace } from './connection/source-place.ts'
export { type IcebergOptions, openIceberg } from './iceberg/open-iceberg.ts'
export type { AsOf } from './lake/options.ts'
export { openTable } from './open-table.ts'
export type { Compression, DeletedRows, FileFormat, LocalFile, LocalTable } from './port/local-table.ts'
export type { SourceFailure, SourceFailureKind } from './port/source-failure.ts'
export type { RangedFile, Storage, StoredFile } from './port/storage.ts'
export type {
  ColumnBounds,
  FetchControl,
  FetchProgress,
  Need,
  PinnedTable,
  SourceColumn,
  SourceControl,
  Sourced,
  SourceSize,
  TableSource,
} from './port/table-source.ts'
export { postgresTable } from './postgres/postgres-table.ts'
