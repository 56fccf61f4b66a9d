export type { Grant, Granting } from './bytes/grant.ts'
export { anyAddress, openHttpTransport } from './bytes/open-http-transport.ts'
export { lookAtRemote, type RemotePlace, type RemoteVersion, remoteFile } from './bytes/remote-file.ts'
export { systemWorld } from './bytes/system-world.ts'
export type { Validator } from './bytes/validator.ts'
export { openRangeCache, type RangeCache, type RangeCacheOptions } from './cache/open-range-cache.ts'
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
export { type DeltaOptions, openDelta } from './delta/open-delta.ts'
export { deltaSharingTable } from './delta-sharing/delta-sharing-table.ts'
export { type FileTable, fileTable } from './files/file-table.ts'
export { findStored } from './files/find-stored.ts'
export { type GlueOptions, openGlue, readGlueName } from './glue/glue-table.ts'
export { type IcebergOptions, openIceberg } from './iceberg/open-iceberg.ts'
export type { AsOf } from './lake/options.ts'
export { openSources, type Sources, type SourcesOptions, type Through } from './open-sources.ts'
export { type FetchedParquet, fetchParquet } from './parquet/fetch-parquet.ts'
export { type ParquetFooter, readFooter } from './parquet/footer.ts'
export type { ParquetNeed } from './parquet/plan-fetch.ts'
export type { ParquetColumn } from './parquet/schema.ts'
export type { AddressGuard, HttpAnswer, HttpRequest, HttpTransport, HttpTrouble } from './port/http-transport.ts'
export type { Compression, DeletedRows, FileFormat, LocalFile, LocalTable } from './port/local-table.ts'
export type { SourceFailure, SourceFailureKind } from './port/source-failure.ts'
export type { SourceWorld } from './port/source-world.ts'
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
export { fileStateOf } from './storage/file-state.ts'
export { type HttpsPlace, httpsStorage } from './storage/https-storage.ts'
export { localFolder } from './storage/local-folder.ts'
export { type AssumedRole, assumeRole } from './storage/s3/assume-role.ts'
export { readS3Address, type S3Address } from './storage/s3/s3-address.ts'
export type { CredentialSource, S3Credentials, S3Place } from './storage/s3/s3-place.ts'
export { s3Storage } from './storage/s3/s3-storage.ts'
