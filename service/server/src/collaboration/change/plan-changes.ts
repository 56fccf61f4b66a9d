import type { Change, CollaborationSettings } from '@glovebox/api'
import { type Ability, foldCase, whyNoName } from '@glovebox/cleanroom'
import type { MemberStatus } from '../membership.ts'
import { editedSettings, whyNoPurposes } from '../settings.ts'

/** What of a collaboration change requests are about. */
export type Standing = {
  readonly settings: CollaborationSettings
  readonly members: readonly StandingMember[]
}

/** A member as change requests see it. */
export type StandingMember = {
  readonly organisation: string
  readonly name: string
  readonly status: MemberStatus
  readonly abilities: readonly Ability[]
  readonly isCreator: boolean
}

/** Why a change does not apply. */
export type Inapplicable = {
  readonly reason:
    | 'NAME_INVALID'
    | 'NAME_TAKEN'
    | 'ALREADY_MEMBER'
    | 'WAS_MEMBER'
    | 'MEMBER_UNKNOWN'
    | 'CREATOR_STAYS'
    | 'ABILITY_GRANTED_ALREADY'
    | 'ABILITY_NOT_GRANTED'
    | 'NOTHING_CHANGES'
    | 'ORGANISATION_UNKNOWN'
  readonly detail: string
}

export type Planned = { readonly ok: true; readonly after: Standing } | ({ readonly ok: false } & Inapplicable)

/** What a collaboration becomes by changes, one after the other; or why one of them does not apply to it. */
export function planChanges(before: Standing, changes: readonly Change[]): Planned {
  let standing = before
  for (const change of changes) {
    const planned = planChange(standing, change)
    if (!planned.ok) return planned
    standing = planned.after
  }
  return { ok: true, after: standing }
}

function planChange(before: Standing, change: Change): Planned {
  switch (change.type) {
    case 'add-member':
      return addMember(before, change)
    case 'remove-member': {
      const member = present(before, change.member)
      if (member === undefined) return unknownMember(change.member)
      if (member.isCreator)
        return no('CREATOR_STAYS', 'the creator of a collaboration can close it, and cannot be removed')
      // An invitation that is taken back can be made again.
      return yes(before, { ...member, status: member.status === 'invited' ? 'declined' : 'removed' })
    }
    case 'grant-ability':
    case 'revoke-ability':
      return changeAbility(before, change)
    case 'edit-auto-approved-change-types': {
      const types = [...new Set(change.types)].sort()
      if (types.join() === before.settings.autoApprovedChangeTypes.join()) return nothingChanges
      return { ok: true, after: { ...before, settings: { ...before.settings, autoApprovedChangeTypes: types } } }
    }
    case 'edit-settings': {
      const reason = whyNoPurposes(change.purposes ?? [])
      if (reason !== undefined) return no('NAME_INVALID', reason)
      const settings = editedSettings(before.settings, change)
      if (JSON.stringify(settings) === JSON.stringify(editedSettings(before.settings, {}))) return nothingChanges
      return { ok: true, after: { ...before, settings } }
    }
  }
}

function addMember(
  before: Standing,
  { organisation, name, abilities }: Extract<Change, { type: 'add-member' }>,
): Planned {
  const reason = whyNoName('member', name)
  if (reason !== undefined) return no('NAME_INVALID', `a member cannot be named \`${name}\`: ${reason}`)
  const known = before.members.find((member) => member.organisation === organisation)
  if (known !== undefined && known.status !== 'declined') {
    const isIn = known.status === 'active' || known.status === 'invited'
    return isIn
      ? no('ALREADY_MEMBER', `the organisation is in the collaboration as \`${known.name}\``)
      : no('WAS_MEMBER', `the organisation was in the collaboration as \`${known.name}\`, and cannot join again`)
  }
  const others = before.members.filter((member) => member !== known)
  if (others.some((member) => foldCase(member.name) === foldCase(name))) {
    return no('NAME_TAKEN', `there is or was a member called \`${name}\`, upper and lower case aside`)
  }
  const member = { organisation, name, abilities: [...new Set(abilities)].sort(), isCreator: false } as const
  return { ok: true, after: { ...before, members: [...others, { ...member, status: 'invited' }] } }
}

function changeAbility(
  before: Standing,
  { type, member: name, ability }: Extract<Change, { type: 'grant-ability' | 'revoke-ability' }>,
): Planned {
  const member = present(before, name)
  if (member === undefined) return unknownMember(name)
  const has = member.abilities.includes(ability)
  if (type === 'grant-ability') {
    if (has) return no('ABILITY_GRANTED_ALREADY', `\`${name}\` has the ability ${ability} already`)
    return yes(before, { ...member, abilities: [...member.abilities, ability].sort() })
  }
  if (!has) return no('ABILITY_NOT_GRANTED', `\`${name}\` does not have the ability ${ability}`)
  return yes(before, { ...member, abilities: member.abilities.filter((one) => one !== ability) })
}

/** A member who is in the collaboration or invited to it. */
export function present({ members }: Standing, name: string): StandingMember | undefined {
  return members.find((member) => member.name === name && (member.status === 'active' || member.status === 'invited'))
}

function yes(before: Standing, changed: StandingMember): Planned {
  const members = before.members.map((member) => (member.organisation === changed.organisation ? changed : member))
  return { ok: true, after: { ...before, members } }
}

function no(reason: Inapplicable['reason'], detail: string): Planned {
  return { ok: false, reason, detail }
}

function unknownMember(name: string): Planned {
  return no('MEMBER_UNKNOWN', `there is no member \`${name}\` in the collaboration`)
}

const nothingChanges = no('NOTHING_CHANGES', 'the settings are so already')
