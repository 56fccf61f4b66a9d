import type { Destination } from '../model/destination.ts'
import { type Decoder, object, refined, required, text } from './decode.ts'
import { memberName, name } from './name.ts'
import { valueAt } from './node.ts'
import { refuse } from './reading.ts'
import { words } from './words.ts'

const urlLimit = 2000

/** Whether it can be reached is a server's to say, which reaches it. */
const url: Decoder<string> = refined(
  text,
  (value, node, reading) => {
    if (/^https?:\/\/[^\s/]+/.test(value) && value.length <= urlLimit) return value
    return refuse(reading, 'COLLABORATION_DESTINATION_URL', { url: value }, node.at)
  },
  { minLength: 8, maxLength: urlLimit },
)

/** Where results may be activated to: what owners allow is this very place, not its name. */
export const destination: Decoder<Destination> = object(
  {
    name: required(name('destination'), 'the name that tables and activations use'),
    owner: required(memberName, 'the member whose it is'),
    https: required(url, 'the address that results are posted to'),
  },
  ({ name: called, owner, https }, { node }) => {
    if (called === undefined || owner === undefined || https === undefined) return undefined
    const at = (valueAt(node, 'name') ?? node).head
    return { name: called, owner, place: { kind: 'https', url: https }, at }
  },
)

/** Of a table: the destinations that its results may be activated to. */
export const allowedDestinations: Decoder<readonly string[]> = words(
  refined(text, (value, node, reading) => {
    const known = reading.names.destinations
    if (known.includes(value)) return value
    return refuse(reading, 'COLLABORATION_DESTINATION_UNKNOWN', { name: value, known }, node.at)
  }),
)
