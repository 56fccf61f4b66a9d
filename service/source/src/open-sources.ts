import { resolve } from 'node:path'
import { failed, found } from './bytes/outcome.ts'
import { systemWorld } from './bytes/system-world.ts'
import { openRangeCache, type RangeCache } from './cache/open-range-cache.ts'
import type { Connection, HttpsConnection, S3Connection } from './connection/connection.ts'
import type { SourcePlace } from './connection/source-place.ts'
import { openDelta } from './delta/open-delta.ts'
import { deltaSharingTable } from './delta-sharing/delta-sharing-table.ts'
import { fileTable } from './files/file-table.ts'
import { globPrefix } from './files/glob.ts'
import { openGlue, readGlueName } from './glue/glue-table.ts'
import { openIceberg } from './iceberg/open-iceberg.ts'
import { readIcebergPlace } from './iceberg/read-place.ts'
import type { AddressGuard } from './port/http-transport.ts'
import type { SourceWorld } from './port/source-world.ts'
import type { Storage } from './port/storage.ts'
import type { Sourced, TableSource } from './port/table-source.ts'
import { postgresTable } from './postgres/postgres-table.ts'
import { below } from './storage/below.ts'
import { httpsStorage, keyOf } from './storage/https-storage.ts'
import { localFolder } from './storage/local-folder.ts'
import { type AssumedRole, assumeRole } from './storage/s3/assume-role.ts'
import { readS3Address } from './storage/s3/s3-address.ts'
import type { CredentialSource } from './storage/s3/s3-place.ts'
import { s3Storage } from './storage/s3/s3-storage.ts'

/** Opens tables where they live. */
export type Sources = {
  /** Opens one. Nothing is asked of it before it is pinned. */
  open(place: SourcePlace, through: Through): Sourced<TableSource>
  /** Ends connections and wipes what is kept. */
  close(): Promise<void>
}

/** Who reads a table, and through what. */
export type Through = {
  readonly connection: Connection | undefined
  /** Whose table it is: what is kept of it is kept for nobody else. */
  readonly owner: string
  /** The owner's own folder on this machine, which tables of several files may lie in. */
  readonly folder: string
}

/** How sources are reached, and how much of what they gave is kept. */
export type SourcesOptions = {
  readonly guard: AddressGuard
  readonly cache: { readonly bytes: number; readonly folder?: string }
}

/** Opens the way to sources. */
export async function openSources({ guard, cache }: SourcesOptions): Promise<Sources> {
  const kept = await openRangeCache(cache)
  const world = systemWorld(guard)
  return {
    open: (place, through) => open({ world, guard, kept }, place, through),
    close: async () => {
      world.http.close()
      await kept.close()
    },
  }
}

type Means = { readonly world: SourceWorld; readonly guard: AddressGuard; readonly kept: RangeCache }

function open(means: Means, place: SourcePlace, through: Through): Sourced<TableSource> {
  const { connection, folder } = through
  const { path } = place
  switch (place.kind) {
    case 'file':
      return found(fileTable({ storage: localFolder(folder), path, format: place.format }))
    case 's3': {
      const address = readS3Address(path)
      if (address === undefined) return failed('unsupported', `\`${path}\` names no object`)
      const { bucket, key } = address
      const storage = bucketOf(means, bucket, globPrefix(key), through)
      if (!storage.ok) return storage
      const partitions = place.isPartitioned ? ({ partitions: 'hive' } as const) : {}
      return found(fileTable({ storage: storage.value, path: key, format: place.format, ...partitions }))
    }
    case 'https':
      return openHttps(means, path, place.format, through)
    case 'iceberg': {
      const { location, ...named } = readIcebergPlace(path)
      const lake = lakeOf(means, location, through)
      return lake.ok ? found(openIceberg({ ...lake.value, ...named })) : lake
    }
    case 'delta': {
      const lake = lakeOf(means, path, through)
      return lake.ok ? found(openDelta(lake.value)) : lake
    }
    case 'postgres':
      return connection?.kind === 'postgres'
        ? found(postgresTable(connection, path, { guard: means.guard }))
        : unconnected
    case 'glue':
      return openCatalogued(means, path, through)
    case 'delta-sharing':
      return connection?.kind === 'delta-sharing'
        ? found(deltaSharingTable(means.world, connection, path))
        : unconnected
  }
}

const unconnected: Sourced<never> = failed('unsupported', 'the source needs a connection of its own kind')

type Lake = { readonly storage: Storage; readonly location: string }

/** The folder of a table, in a bucket or among the owner's own files, and what metadata of tables calls it. */
function lakeOf(means: Means, path: string, through: Through): Sourced<Lake> {
  const address = readS3Address(path)
  if (address === undefined) {
    const folder = folderOf(path)
    return found({ storage: below(localFolder(through.folder), folder), location: resolve(through.folder, folder) })
  }
  const prefix = folderOf(address.key)
  const storage = bucketOf(means, address.bucket, prefix, through)
  return storage.ok ? found({ storage: below(storage.value, prefix), location: path }) : storage
}

function folderOf(path: string): string {
  const plain = path.replace(/^\.\//, '').replace(/\/+$/, '')
  return plain === '' || plain === '.' ? '' : `${plain}/`
}

/** A bucket, through keys that may read below a prefix where a role is taken on for it. */
function bucketOf(
  { world, kept }: Means,
  bucket: string,
  prefix: string,
  { connection, owner }: Through,
): Sourced<Storage> {
  if (connection === undefined) {
    const open = { bucket, region: 'us-east-1' }
    return found(kept.over(JSON.stringify([owner, 's3', bucket]), s3Storage(world, open)))
  }
  if (connection.kind !== 's3') return unconnected
  const { region, endpoint, addressing, credentials } = connection
  const place = { bucket, region, style: addressing, ...(endpoint === undefined ? {} : { endpoint }) }
  const storage = s3Storage(world, place, credentialsOf(world, connection, { reads: [{ bucket, prefix }] }))
  const scope = JSON.stringify([owner, 's3', endpoint ?? region, credentials.accessKeyId, bucket])
  return found(kept.over(scope, storage))
}

/** The connection's own keys, or those of its role for just these rights. */
function credentialsOf(
  world: SourceWorld,
  { credentials, region, role, stsEndpoint }: S3Connection,
  rights: Pick<AssumedRole, 'reads' | 'defines'>,
): CredentialSource {
  const own: CredentialSource = async () => found(credentials)
  if (role === undefined) return own
  const assumed = {
    ...{ roleArn: role.arn, region, sessionName: 'glovebox', ...rights },
    ...(role.externalId === undefined ? {} : { externalId: role.externalId }),
    ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }),
  }
  return assumeRole(world, assumed, own)
}

/** A table of the Glue Data Catalog, whose files may lie in any bucket that the connection reads. */
function openCatalogued(means: Means, path: string, through: Through): Sourced<TableSource> {
  const { connection } = through
  if (connection?.kind !== 's3') return unconnected
  const name = readGlueName(path)
  if (name === undefined) return failed('unsupported', `\`${path}\` is not of the form \`database.table\``)
  const { region, glueEndpoint } = connection
  const place = {
    region,
    ...(glueEndpoint === undefined ? {} : { endpoint: glueEndpoint }),
    credentials: credentialsOf(means.world, connection, { reads: [], defines: name }),
  }
  const openBucket = (bucket: string, prefix: string): Sourced<Storage> => bucketOf(means, bucket, prefix, through)
  return found(openGlue(means.world, { place, name, openBucket }))
}

function openHttps(
  { world, kept }: Means,
  url: string,
  format: 'csv' | 'parquet' | 'json',
  { connection, owner }: Through,
): Sourced<TableSource> {
  if (connection !== undefined && connection.kind !== 'https') return unconnected
  if (!URL.canParse(url)) return failed('unsupported', `\`${url}\` is no address`)
  const headers = connection === undefined ? {} : headersFor(connection, url)
  if (headers === undefined)
    return failed(
      'forbidden',
      'the address is of another site than the connection opens: its headers are not sent there',
    )
  const storage = kept.over(
    JSON.stringify([owner, 'https', url, headers]),
    httpsStorage(world, { urls: [url], headers }),
  )
  return found(fileTable({ storage, path: keyOf(url), format }))
}

function headersFor({ origin, headers }: HttpsConnection, url: string): Readonly<Record<string, string>> | undefined {
  return new URL(url).origin === origin ? headers : undefined
}
