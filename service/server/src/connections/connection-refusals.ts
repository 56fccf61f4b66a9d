import { whyNoName } from '@glovebox/cleanroom'
import { type Refused, refused } from '../collaboration/outcome.ts'

/** Why a connection cannot have this name. */
export function whyUnnamed(name: string): Refused | undefined {
  const reason = whyNoName('connection', name)
  if (reason === undefined) return undefined
  return refused('REFUSED', { reason: 'NAME_INVALID', detail: `a connection cannot be named \`${name}\`: ${reason}` })
}

/** The secret is kept only as long as a connection goes to the same place. */
export const secretMissing: Refused = refused('REFUSED', {
  reason: 'SECRET_MISSING',
  detail: 'the secret is missing: it is given anew wherever a connection leads to another place',
  help: 'give the secret together with where it leads',
})

/** There is a connection of this name. */
export function nameTaken(name: string): Refused {
  return refused('CONFLICT', {
    reason: 'NAME_TAKEN',
    detail: `there is a connection named \`${name}\` already, upper and lower case aside`,
    help: 'change it, or remove it first',
  })
}
