import { listAgents, revokeAgent } from '@glovebox/api'
import { type Binding, bind } from '../http/binding.ts'
import { actorOf, reply, replyEmpty } from '../http/identity/reply.ts'
import { listAgents as list, revokeAgent as revoke } from '../oauth/agents.ts'
import type { OauthWorld } from '../oauth/oauth-world.ts'

/** Programs that people let act. */
export function agentBindings(oauth: OauthWorld): readonly Binding[] {
  return [
    bind(listAgents, async (call) => reply(await list(oauth, actorOf(call), call.query))),
    bind(revokeAgent, async (call) => replyEmpty(await revoke(oauth, actorOf(call), call.params.agent))),
  ]
}
