/** How much metadata one table may have. Whatever it claims, no more than this is held in memory. */
export const limits = {
  /** Of one file of metadata, packed and unpacked. */
  metadataBytes: 67_108_864,
  unpackedBytes: 134_217_728,
  /** Of one schema, partition or type inside another. */
  depth: 64,
  columns: 10_000,
  /** Metadata files, data files and delete files of one version. */
  metadataFiles: 100_000,
  dataFiles: 1_000_000,
  /** Deleted places of all files that one question needs. */
  deletedRows: 20_000_000,
} as const
