/** A cell as a backup spells it: integers beyond 2^53 and bytes are tagged, the rest is JSON as it is. */
export type SpelledCell = null | string | number | { readonly integer: string } | { readonly bytes: string }

/** Spells a cell of the store. */
export function spellCell(cell: unknown): SpelledCell {
  if (cell === null || typeof cell === 'string' || typeof cell === 'number') return cell
  if (typeof cell === 'bigint') return { integer: cell.toString() }
  if (typeof cell === 'boolean') return cell ? 1 : 0
  if (cell instanceof Uint8Array) return { bytes: Buffer.from(cell).toString('base64') }
  throw new Error('the store holds a cell that no backup can')
}

/** The cell that was spelled; throws for what is none. */
export function readCell(spelled: unknown): null | string | number | bigint | Uint8Array {
  if (spelled === null || typeof spelled === 'string' || typeof spelled === 'number') return spelled
  if (typeof spelled === 'object') {
    if ('integer' in spelled && typeof spelled.integer === 'string') return BigInt(spelled.integer)
    if ('bytes' in spelled && typeof spelled.bytes === 'string') return Buffer.from(spelled.bytes, 'base64')
  }
  throw new Error('not a cell of a backup')
}
