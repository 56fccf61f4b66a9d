import { openDelta } from '../delta/open-delta.ts'
import { openIceberg } from '../iceberg/open-iceberg.ts'
import { answering, taken } from '../lake/refused.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { Storage } from '../port/storage.ts'
import type { PinnedTable, SourceControl, TableSource } from '../port/table-source.ts'
import { below } from '../storage/below.ts'
import type { S3Address } from '../storage/s3/s3-address.ts'
import { pinFiles } from './files-table.ts'
import { type GlueName, type GluePlace, openGlueCatalog } from './glue-catalog.ts'
import { type Partition, readPartition } from './partition.ts'
import type { OpenBucket } from './places.ts'
import { type FilesDefinition, tableDefinition } from './table-definition.ts'

/** A table of an AWS Glue Data Catalog, and how its catalog and the buckets of its files are reached. */
export type GlueOptions = { readonly place: GluePlace; readonly name: GlueName; readonly openBucket: OpenBucket }

/** Reads `database.table`. */
export function readGlueName(path: string): GlueName | undefined {
  const [, database, table] = /^([^./*?$]{1,255})\.([^./*?$]{1,255})$/.exec(path) ?? []
  return database === undefined || table === undefined ? undefined : { database, table }
}

/**
 * A table as the AWS Glue Data Catalog defines it: files in folders, of partitions where it has any, or a table of
 * Iceberg or Delta that the catalog points to.
 */
export function openGlue(world: SourceWorld, options: GlueOptions): TableSource {
  return { pin: (control) => answering(control, () => pin(world, options, control)) }
}

async function pin(
  world: SourceWorld,
  { place, name, openBucket }: GlueOptions,
  control: SourceControl,
): Promise<PinnedTable> {
  const catalog = await openGlueCatalog(world, place, name)
  const definition = tableDefinition(await catalog.getTable(control))
  if (definition.kind !== 'files') {
    const { folder } = definition
    const location = { storage: folderStorage(openBucket, folder), location: `s3://${folder.bucket}/${folder.key}` }
    const table =
      definition.kind === 'delta' ? openDelta(location) : openIceberg({ ...location, metadata: definition.metadata })
    return taken(await table.pin(control))
  }
  const partitions = await partitionsOf(definition, async (withColumns) => catalog.getPartitions(withColumns, control))
  return pinFiles(definition, partitions, openBucket, control)
}

function folderStorage(openBucket: OpenBucket, { bucket, key }: S3Address): Storage {
  return below(taken(openBucket(bucket, key)), key)
}

async function partitionsOf(
  definition: FilesDefinition,
  ask: (withColumns: boolean) => Promise<readonly Parameters<typeof readPartition>[1][]>,
): Promise<readonly Partition[]> {
  const { folder, layout, keys } = definition
  if (keys.length === 0) return [{ folder, layout, values: new Map() }]
  const partitions = await ask(layout.kind === 'lines')
  return partitions.map((partition) => readPartition(definition, partition))
}
