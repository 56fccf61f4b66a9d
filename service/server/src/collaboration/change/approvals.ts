import type { Change, CollaborationSettings } from '@glovebox/api'
import { present, type Standing, type StandingMember } from './plan-changes.ts'

/**
 * The active members whose approval changes need, the proposer's among them. Everyone's, since each joined what it read;
 * except that nobody holds on to its own place, or keeps another from giving up an ability or from taking back an
 * invitation that nobody has followed.
 */
export function affectedBy(
  standing: Standing,
  changes: readonly Change[],
  proposer: string,
): readonly StandingMember[] {
  const active = standing.members.filter(({ status }) => status === 'active')
  const proposing = active.filter(({ organisation }) => organisation === proposer)
  const each = changes.map((change) => {
    if (change.type !== 'remove-member' && change.type !== 'revoke-ability') return active
    const member = present(standing, change.member)
    const isOwn = member?.organisation === proposer
    if (change.type === 'revoke-ability') return isOwn ? proposing : active
    return member?.status === 'invited' ? proposing : active.filter(({ name }) => name !== change.member)
  })
  return active.filter((member) => each.some((members) => members.includes(member)))
}

/** Whether a collaboration approves all of these changes by itself. */
export function isAutoApproved(
  { autoApprovedChangeTypes }: Pick<CollaborationSettings, 'autoApprovedChangeTypes'>,
  changes: readonly Change[],
): boolean {
  const listed = new Set<string>(autoApprovedChangeTypes)
  return changes.flatMap(typesOf).every((type) => listed.has(type))
}

/** What must be approved by itself for a change to be; settings have no such types. */
function typesOf(change: Change): readonly string[] {
  switch (change.type) {
    case 'add-member': {
      // Every member may contribute, whether or not it is said.
      const abilities = change.abilities.filter((ability) => ability !== 'contribute')
      return ['add-member', ...abilities.map((ability) => `grant-${ability}`)]
    }
    case 'remove-member':
      return ['remove-member']
    case 'grant-ability':
      return [`grant-${change.ability}`]
    case 'revoke-ability':
      return [`revoke-${change.ability}`]
    case 'edit-auto-approved-change-types':
    case 'edit-settings':
      return [change.type]
  }
}
