import { type Decoder, list, refined } from './decode.ts'
import { name, refuseDuplicates } from './name.ts'
import { placeAt } from './node.ts'

/** More than anyone tells apart. */
const purposeLimit = 50

/** What a table may be analysed for: at least one purpose, because none would be a table nobody can ask. */
export const purposes: Decoder<readonly string[]> = refined(
  list(name('purpose'), { atLeast: 1, atMost: purposeLimit }),
  (names, node, reading) => {
    const located = names.map((called, index) => ({ name: called, at: placeAt(node, index) }))
    return refuseDuplicates('purpose', located, reading) ? names : undefined
  },
)
