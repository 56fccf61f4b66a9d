import type { Ability, Collaboration, Member } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'

/** Refuses an ask of somebody who is not a member, or whose member may not ask. */
export function checkMayQuery(collaboration: Collaboration, member: string): readonly Diagnostic[] {
  const asking = collaboration.members.find(({ name }) => name === member)
  if (asking === undefined) return [diagnostic('MEMBER_UNKNOWN', { member, known: namesOf(collaboration.members) })]
  if (asking.abilities.includes('query')) return []
  return [diagnostic('MEMBER_MAY_NOT_QUERY', { member, able: namesOf(membersWith(collaboration, 'query')) })]
}

/** The members to whom a result that reads these tables goes. */
export function receiversOf(collaboration: Collaboration, tables: readonly string[]): readonly string[] {
  const lists = collaboration.receivers.filter(({ table }) => tables.includes(table))
  return namesOf(membersWith(collaboration, 'receive')).filter((name) =>
    lists.every(({ members }) => members.includes(name)),
  )
}

/** The members with an ability. */
export function membersWith(collaboration: Collaboration, ability: Ability): readonly Member[] {
  return collaboration.members.filter(({ abilities }) => abilities.includes(ability))
}

/** Their names. */
export function namesOf(members: readonly Member[]): readonly string[] {
  return members.map(({ name }) => name)
}
