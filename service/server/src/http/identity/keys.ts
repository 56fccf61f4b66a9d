import { listKeys, makeKey, revokeKey, rotateKey } from '@glovebox/api'
import type { Identity } from '../../identity/identity.ts'
import { listKeys as list, revokeKey as revoke } from '../../identity/keys.ts'
import { makeKey as make, rotateKey as rotate } from '../../identity/make-key.ts'
import { type Binding, bind } from '../binding.ts'
import { actorOf, reply, replyEmpty } from './reply.ts'

/** API keys of people and of organisations. */
export function keyBindings(identity: Identity): readonly Binding[] {
  return [
    bind(makeKey, async (call) => reply(await make(identity, actorOf(call), call.body))),
    bind(listKeys, async (call) => reply(await list(identity, actorOf(call), call.query))),
    bind(rotateKey, async (call) => reply(await rotate(identity, actorOf(call), call.params.key, call.body))),
    bind(revokeKey, async (call) => replyEmpty(await revoke(identity, actorOf(call), call.params.key))),
  ]
}
