import { getServer } from '@glovebox/api'
import { describeServer, type ServerFacts } from '../../identity/describe-server.ts'
import type { Identity } from '../../identity/identity.ts'
import { answer, type Binding, bind } from '../binding.ts'

/** What anyone may know of the server. */
export function serverInfoBindings(identity: Identity, facts: ServerFacts): readonly Binding[] {
  return [bind(getServer, async () => answer(await describeServer(identity, facts)))]
}
