import { scalars } from './define.ts'
import { aValue } from './parameter.ts'
import type { ScalarFunction } from './signature.ts'

/** The names in this table. */
export type InternalName = 'keyed-hash'

/** Functions without a spelling: only rewritten queries have them. */
export const internalFunctions: Readonly<Record<InternalName, ScalarFunction>> = scalars({
  'keyed-hash': {
    usage: 'keyed-hash(value, value …)',
    summary: 'A number from 0 below 2^63 that depends on the values and on a secret key alone.',
    takes: [aValue],
    repeats: true,
    gives: () => ({ type: { kind: 'integer' }, nullable: false, range: { low: 0, high: 2 ** 63 } }),
  },
})
