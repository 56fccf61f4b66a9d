import type { TableFile } from './read-manifest.ts'
import type { TableMetadata } from './table-metadata.ts'

/** Which files of deletes are of which data files. */
export type Deletes = {
  readonly positions: (data: TableFile) => readonly TableFile[]
  readonly equality: (data: TableFile) => readonly TableFile[]
}

/**
 * The rules of the specification: deletes of places are of files of the same partition that are not newer; deletes of
 * equal rows are of older files of the same partition, or of all partitions where their own spec has none.
 */
export function findDeletes(metadata: TableMetadata, files: readonly TableFile[]): Deletes {
  const positions = byPartition(files.filter(({ content }) => content === 'positions'))
  const equality = files.filter(({ content }) => content === 'equality')
  const everywhere = equality.filter(({ spec }) => isUnpartitioned(metadata, spec))
  const here = byPartition(equality.filter(({ spec }) => !isUnpartitioned(metadata, spec)))
  return {
    positions: (data) =>
      (positions.get(partitionKey(data)) ?? []).filter(
        ({ sequence, onlyOf }) => sequence >= data.sequence && (onlyOf === undefined || onlyOf === data.path),
      ),
    equality: (data) =>
      [...everywhere, ...(here.get(partitionKey(data)) ?? [])].filter(({ sequence }) => sequence > data.sequence),
  }
}

function isUnpartitioned({ specs }: TableMetadata, spec: number): boolean {
  return (specs.get(spec) ?? []).every(({ transform }) => transform.kind === 'void')
}

function byPartition(files: readonly TableFile[]): ReadonlyMap<string, readonly TableFile[]> {
  return Map.groupBy(files, partitionKey)
}

function partitionKey({ spec, partition }: TableFile): string {
  const values = [...partition].map(([id, value]) => [id, value === null ? null : `${typeof value} ${value}`])
  return JSON.stringify([spec, values])
}
