import type { ParquetFooter, RowGroup } from './footer.ts'
import { rewriteStruct, writeInteger, writeStructs } from './rewrite-thrift.ts'
import { readInner, readStruct } from './thrift.ts'

/** Fields of a chunk that point to its page indexes, and of its metadata that point to its Bloom filter. */
const indexFields = new Map([4, 5, 6, 7].map((id) => [id, undefined]))
const bloomFields = new Map([14, 15].map((id) => [id, undefined]))

/**
 * The end of a Parquet file that has only some of the row groups, at the places where they were, without the indexes and
 * filters beside them: what a reader needs not is not brought here, and must not be looked for.
 */
export function rewriteFooter({ bytes, struct }: ParquetFooter, groups: readonly RowGroup[]): Uint8Array {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  const metadata = rewriteStruct(
    bytes,
    struct,
    new Map([
      [3, writeInteger(BigInt(rows))],
      [4, writeStructs(groups.map((group) => rewriteGroup(bytes, group)))],
    ]),
  )
  const end = Buffer.alloc(8)
  end.writeUInt32LE(metadata.length, 0)
  end.write('PAR1', 4, 'latin1')
  return Buffer.concat([metadata, end])
}

function rewriteGroup(bytes: Uint8Array, { struct, chunkAt }: RowGroup): Uint8Array {
  const chunks = Array.from(chunkAt, (at) => {
    const chunk = readStruct(bytes, at)
    const metadata = readInner(bytes, chunk, 3)
    if (metadata === undefined) throw new Error('a chunk without metadata was read')
    return rewriteStruct(bytes, chunk, new Map([...indexFields, [3, rewriteStruct(bytes, metadata, bloomFields)]]))
  })
  return rewriteStruct(bytes, struct, new Map([[1, writeStructs(chunks)]]))
}
