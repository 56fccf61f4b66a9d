import { limits } from '../lake/limits.ts'
import { keyOf, type TableLocation } from '../lake/location.ts'
import { type Reading, readWhole } from '../lake/read-whole.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import { list, long, type Members, maybe, members, text, truth, whole } from '../lake/shape.ts'
import { readAvro } from './avro/read-avro.ts'
import type { Snapshot } from './table-metadata.ts'

/** A manifest, as its list tells of it. */
export type Manifest = {
  readonly key: string
  readonly bytes: number | undefined
  /** Where the list does not say it, the manifest does itself. */
  readonly spec: number | undefined
  readonly isOfDeletes: boolean
  readonly sequence: bigint
  /** One for each field of the spec; absent: not known. */
  readonly partitions: readonly PartitionSummary[] | undefined
}

export type PartitionSummary = {
  readonly hasNull: boolean
  readonly hasNaN: boolean | undefined
  readonly low: Uint8Array | undefined
  readonly high: Uint8Array | undefined
}

/** The manifests of a snapshot. */
export async function readManifests(
  reading: Reading,
  location: TableLocation,
  snapshot: Snapshot,
): Promise<readonly Manifest[]> {
  const path = snapshot.manifestList
  if (path === undefined) return snapshot.manifests.map((manifest) => unlisted(keyOf(location, manifest)))
  const { values } = readAvro(await readWhole(reading, keyOf(location, path)), 'the manifest list')
  if (values.length > limits.metadataFiles) unsupported(`the table has more than ${limits.metadataFiles} manifests`)
  return values.map((value) => readEntry(members(value, 'an entry of the manifest list'), location))
}

function unlisted(key: string): Manifest {
  return { key, bytes: undefined, spec: undefined, isOfDeletes: false, sequence: 0n, partitions: undefined }
}

function readEntry(entry: Members, location: TableLocation): Manifest {
  if (maybe(entry.get('key_metadata'), 'a key', (value) => value) !== undefined)
    unsupported('the manifests of the table are encrypted')
  const content = maybe(entry.get('content'), 'the content of a manifest', whole) ?? 0
  if (content !== 0 && content !== 1) malformed('a manifest is neither of data nor of deletes')
  return {
    key: keyOf(location, text(entry.get('manifest_path'), 'the path of a manifest')),
    bytes: whole(entry.get('manifest_length'), 'the length of a manifest'),
    spec: whole(entry.get('partition_spec_id'), 'the partition spec of a manifest'),
    isOfDeletes: content === 1,
    sequence: maybe(entry.get('sequence_number'), 'a sequence number', long) ?? 0n,
    partitions: maybe(entry.get('partitions'), 'partitions of a manifest', list)?.map((summary) => {
      const own = members(summary, 'a partition of a manifest')
      return {
        hasNull: truth(own.get('contains_null'), '`contains_null`'),
        hasNaN: maybe(own.get('contains_nan'), '`contains_nan`', truth),
        low: maybe(own.get('lower_bound'), 'a bound', someBytes),
        high: maybe(own.get('upper_bound'), 'a bound', someBytes),
      }
    }),
  }
}

/** Bytes of an Avro value. */
export function someBytes(value: unknown, where: string): Uint8Array {
  return value instanceof Uint8Array ? value : malformed(`${where} is no bytes`)
}
