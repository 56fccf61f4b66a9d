import type { S3Config, SharedTable } from '../config/share-config.ts'
import { type BucketWorld, bucketFiles } from './bucket-files.ts'
import { localFiles } from './local-files.ts'
import type { TableFiles } from './table-files.ts'

/** Where files of tables come from. */
export type FilesWorld = { readonly folder: string; readonly s3: S3Config; readonly buckets: BucketWorld }

/** The files of a table, on this machine or in a bucket. */
export function filesOf({ folder, s3, buckets }: FilesWorld, { files }: Pick<SharedTable, 'files'>): TableFiles {
  return files.startsWith('s3://') ? bucketFiles(buckets, files, s3) : localFiles(folder, files)
}
