/** A bucket and a key, or the beginning of keys, in it. */
export type S3Address = { readonly bucket: string; readonly key: string }

/** Reads `s3://bucket/key`. */
export function readS3Address(path: string): S3Address | undefined {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(path) ?? []
  return bucket === undefined ? undefined : { bucket, key }
}
