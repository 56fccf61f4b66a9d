import type { Change } from '@glovebox/api'

/** What a change does, in words. */
export function changeSentence(change: Change): string {
  switch (change.type) {
    case 'add-member':
      return `add ${change.name} (${change.organisation}) with ${change.abilities.join(', ') || 'no abilities'}`
    case 'remove-member':
      return `remove ${change.member}`
    case 'grant-ability':
      return `grant ${change.ability} to ${change.member}`
    case 'revoke-ability':
      return `revoke ${change.ability} from ${change.member}`
    case 'edit-auto-approved-change-types':
      return `approve by itself: ${change.types.join(', ') || 'nothing'}`
    case 'edit-settings': {
      const { type: _, ...settings } = change
      return `set ${Object.entries(settings)
        .map(([name, value]) => `${name} ${value === null ? 'to nothing' : `to ${JSON.stringify(value)}`}`)
        .join(', ')}`
    }
  }
}
