import { type Decoder, type ListOptions, list, refined } from './decode.ts'
import { placeAt } from './node.ts'
import { refuse } from './reading.ts'

/** A list of words; warns of one that is there twice. */
export function words<T extends string>(item: Decoder<T>, options: ListOptions = {}): Decoder<readonly T[]> {
  return refined(list(item, options), (value, node, reading) => {
    const seen = new Set<string>()
    value.forEach((word, index) => {
      if (seen.has(word)) refuse(reading, 'COLLABORATION_LISTED_TWICE', { name: word }, placeAt(node, index))
      seen.add(word)
    })
    return value
  })
}
