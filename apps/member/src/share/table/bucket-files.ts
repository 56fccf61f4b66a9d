import {
  anyAddress,
  findStored,
  readS3Address,
  type S3Credentials,
  type SourceWorld,
  s3Storage,
  systemWorld,
} from '@glovebox/source'
import type { S3Config } from '../config/share-config.ts'
import type { TableFiles } from './table-files.ts'

/** What buckets are read with: an account's keys, which stay here. */
export type BucketWorld = { readonly source: SourceWorld; readonly credentials?: S3Credentials }

/** Buckets as this machine reaches them, whatever their address: who serves here named it. */
export function bucketWorld(credentials?: S3Credentials): BucketWorld {
  return { source: systemWorld(anyAddress), ...(credentials === undefined ? {} : { credentials }) }
}

/** The Parquet objects of a bucket that `s3://bucket/key`, a pattern, or a prefix with a slash at its end, names. */
export function bucketFiles({ source, credentials }: BucketWorld, written: string, s3: S3Config): TableFiles {
  const address = readS3Address(written)
  const failure = { kind: 'unsupported', reason: `${written} names no objects: write s3://bucket/prefix/` } as const
  if (address === undefined || address.key === '')
    return { list: async () => ({ ok: false, failure }), open: async () => ({ ok: false, failure }) }
  const place = {
    bucket: address.bucket,
    region: s3.region,
    ...(s3.endpoint === undefined ? {} : { endpoint: s3.endpoint }),
    ...(s3.addressing === undefined ? {} : { style: s3.addressing }),
  }
  const storage = s3Storage(
    source,
    place,
    credentials === undefined ? undefined : async () => ({ ok: true, value: credentials }),
  )
  return {
    list: async (control) => {
      const found = await findStored(storage, address.key, control)
      if (!found.ok) return found.failure.kind === 'not-found' ? { ok: true, value: [] } : found
      return { ok: true, value: found.value.filter(({ key }) => key === address.key || key.endsWith('.parquet')) }
    },
    open: (key, control) => storage.open(key, control),
  }
}
