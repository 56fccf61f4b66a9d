import type { InternalName } from '../../function/internal.ts'
import type { Value } from '../../type/sql-type.ts'
import { groupKey } from '../order.ts'
import type { Implementation } from './implementation.ts'

/** What queries are rewritten with. */
export const internal: Readonly<Record<InternalName, Implementation>> = {
  'keyed-hash': (args) => hash(args),
}

const prime = 0x100000001b3n
const offset = 0xcbf29ce484222325n
const mixer = 0xbf58476d1ce4e5b9n

/** FNV-1a over the texts of the values, mixed once more so that like values do not come in order; 63 bits. */
function hash(values: readonly Value[]): bigint {
  let state = offset
  for (const character of groupKey(values)) {
    state = BigInt.asUintN(64, (state ^ BigInt(character.codePointAt(0) ?? 0)) * prime)
  }
  const mixed = BigInt.asUintN(64, (state ^ (state >> 32n)) * mixer)
  return mixed >> 1n
}
