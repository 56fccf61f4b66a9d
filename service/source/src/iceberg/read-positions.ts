import { limits } from '../lake/limits.ts'
import { keyOf, type TableLocation } from '../lake/location.ts'
import { readParquet } from '../lake/read-parquet.ts'
import { type Reading, readWhole } from '../lake/read-whole.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import type { Deletes } from './find-deletes.ts'
import type { TableFile } from './read-manifest.ts'

// The reserved field ids of the two columns that files of deleted places have, for their bounds.
const pathId = 2147483546
const [pathColumn, placeColumn] = ['file_path', 'pos']

/** The places that are deleted of each data file, by its path. Files that have none are absent. */
export async function readPositions(
  reading: Reading,
  location: TableLocation,
  data: readonly TableFile[],
  deletes: Deletes,
): Promise<ReadonlyMap<string, readonly bigint[]>> {
  const wanted = new Map<TableFile, Set<string>>()
  for (const file of data)
    for (const own of deletes.positions(file))
      if (mayName(own, file.path)) wanted.set(own, (wanted.get(own) ?? new Set()).add(file.path))
  const places = new Map<string, bigint[]>()
  let found = 0
  for (const [own, paths] of wanted) {
    for (const [path, position] of await readPairs(reading, location, own)) {
      if (!paths.has(path)) continue
      if (++found > limits.deletedRows)
        return unsupported(`more than ${limits.deletedRows} rows are deleted by their places: compact the table`)
      const known = places.get(path)
      if (known === undefined) places.set(path, [position])
      else known.push(position)
    }
  }
  return places
}

async function readPairs(reading: Reading, location: TableLocation, own: TableFile): Promise<Iterable<Pair>> {
  const bytes = await readWhole(reading, keyOf(location, own.path), own.bytes)
  const where = 'a file of deleted places'
  const wanted = [pathColumn, placeColumn]
  const columns = await readParquet(bytes, wanted, limits.deletedRows, where, reading.control)
  const [names, positions] = [columns.get(pathColumn), columns.get(placeColumn)]
  if (names === undefined || positions === undefined) return malformed(`${where} does not have its two columns`)
  return pairs(names, positions)
}

type Pair = readonly [path: string, position: bigint]

function* pairs(names: readonly unknown[], positions: readonly unknown[]): Iterable<Pair> {
  for (const [index, path] of names.entries()) {
    const position = positions[index]
    if (typeof path !== 'string' || typeof position !== 'bigint' || position < 0n)
      return malformed('a deleted place is none')
    yield [path, position]
  }
}

/** Whether the bounds of a file of deleted places let it name a data file. */
function mayName({ lows, highs }: TableFile, path: string): boolean {
  const own = Buffer.from(path)
  const [low, high] = [lows.get(pathId), highs.get(pathId)]
  // Bounds may be cut off, lower ones to something smaller and upper ones to something larger: both still hold.
  return !(low !== undefined && Buffer.compare(own, low) < 0) && !(high !== undefined && Buffer.compare(own, high) > 0)
}
