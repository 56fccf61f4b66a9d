import type { Ability, Member } from '../model/collaboration.ts'
import { choice, type Decoder, object, optional, required } from './decode.ts'
import { name } from './name.ts'
import { valueAt } from './node.ts'
import { words } from './words.ts'

const abilities: readonly Ability[] = ['query', 'receive', 'contribute', 'train', 'pay']

/** A member and what it may do. */
export const member: Decoder<Member> = object(
  {
    name: required(name('member'), 'what the others call it'),
    abilities: optional(words(choice(abilities)), 'what it may do; every member may contribute tables'),
  },
  ({ name: called, abilities: may = [] }, { node }) =>
    called === undefined ? undefined : { name: called, abilities: may, at: (valueAt(node, 'name') ?? node).head },
)
