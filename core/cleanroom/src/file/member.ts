import type { Ability, Member } from '../model/collaboration.ts'
import { choice, type Decoder, object, optional, required } from './decode.ts'
import { name } from './name.ts'
import { valueAt } from './node.ts'
import { words } from './words.ts'

const known: readonly Ability[] = ['query', 'receive', 'contribute', 'train', 'pay', 'activate']

/** A member and what it may do. */
export const member: Decoder<Member> = object(
  {
    name: required(name('member'), 'what the others call it'),
    abilities: optional(words(choice(known)), 'what it may do; every member may contribute tables'),
  },
  ({ name: called, abilities }, { node }) => {
    const areUnread = abilities === undefined && valueAt(node, 'abilities') !== undefined
    if (called === undefined || areUnread) return undefined
    return { name: called, abilities: abilities ?? [], at: (valueAt(node, 'name') ?? node).head }
  },
)
