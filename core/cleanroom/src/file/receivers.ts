import type { Collaboration } from '../model/collaboration.ts'
import { type Decoder, mapping, refined } from './decode.ts'
import { memberName } from './name.ts'
import { refuse } from './reading.ts'
import { words } from './words.ts'

const receivingMember = refined(memberName, (member, node, reading) => {
  if (!reading.names.receivers.includes(member)) {
    refuse(reading, 'COLLABORATION_RECEIVER_ABILITY', { member }, node.at)
  }
  return member
})

/** By table: who may get results that read it. */
export const receivers: Decoder<Collaboration['receivers']> = refined(
  mapping(words(receivingMember), (name, reading, at) => {
    const known = reading.names.tables
    if (known.includes(name)) return true
    refuse(reading, 'COLLABORATION_TABLE_UNKNOWN', { name, known }, at)
    return false
  }),
  (entries) => entries.map(({ key, value }) => ({ table: key, members: value })),
)
