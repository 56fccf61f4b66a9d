/** Files in the order of the bytes of their keys, which is that of S3. */
export function inKeyOrder<T extends { readonly key: string }>(files: readonly T[]): readonly T[] {
  return [...files]
    .map((file) => ({ file, bytes: Buffer.from(file.key) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ file }) => file)
}
