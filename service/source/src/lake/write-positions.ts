import { writeFile } from 'node:fs/promises'
import { parquetWriteBuffer } from 'hyparquet-writer'

/** Writes a Parquet file of places of deleted rows, in order and once each. */
export async function writePositions(path: string, positions: Iterable<bigint>): Promise<void> {
  const sorted = BigInt64Array.from(positions).sort()
  const once = sorted.filter((position, index) => index === 0 || position !== sorted[index - 1])
  const bytes = parquetWriteBuffer({ columnData: [{ name: 'pos', data: once, type: 'INT64', nullable: false }] })
  await writeFile(path, new Uint8Array(bytes))
}
