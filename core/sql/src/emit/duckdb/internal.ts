import type { InternalName } from '../../function/internal.ts'
import { integerType } from '../../type/sql-type.ts'
import type { Spelling } from '../dialect.ts'
import { infix, invoke } from '../sql.ts'
import { castAs, textLiteral } from './literal.ts'

/** What queries are rewritten with. */
export const internal: Readonly<Record<InternalName, Spelling>> = {
  // Half of an unsigned number fits the signed type.
  'keyed-hash': ({ args, names }) => {
    const hashed = invoke('hash', ...args.map((a) => a.sql), textLiteral(names.boundingKey))
    return castAs(infix(hashed, '//', { text: '2', binds: 'atom' }, 'product'), integerType)
  },
}
