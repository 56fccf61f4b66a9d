import type { ServerFacts } from '../../identity/describe-server.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Binding } from '../binding.ts'
import { accountBindings } from './account.ts'
import { keyBindings } from './keys.ts'
import { oidcBindings } from './oidc.ts'
import { organisationBindings } from './organisations.ts'
import { passkeyBindings } from './passkeys.ts'
import { serverInfoBindings } from './server-info.ts'
import { sessionBindings } from './sessions.ts'
import { userBindings } from './users.ts'

/** Everything about who someone is. */
export function identityBindings(identity: Identity, facts: ServerFacts): readonly Binding[] {
  const bindings = [
    ...serverInfoBindings(identity, facts),
    ...sessionBindings(identity),
    ...passkeyBindings(identity),
    ...oidcBindings(identity),
    ...accountBindings(identity),
    ...userBindings(identity),
    ...organisationBindings(identity),
    ...keyBindings(identity),
  ]
  // `/v1/user-invitations/accept` is not the invitation `accept`: what is written out is looked at first.
  const isOpen = ({ route }: Binding): boolean => route.path.includes('{')
  return [...bindings.filter((binding) => !isOpen(binding)), ...bindings.filter(isOpen)]
}
