import { changePassword, confirmTotp, getMe, removeTotp, renewRecoveryCodes, startTotp } from '@glovebox/api'
import { changePassword as change } from '../../identity/change-password.ts'
import { confirmTotp as confirm, renewRecoveryCodes as renew } from '../../identity/confirm-totp.ts'
import { describeMe } from '../../identity/describe-me.ts'
import type { Identity } from '../../identity/identity.ts'
import { removeTotp as remove } from '../../identity/remove-totp.ts'
import { startTotp as start } from '../../identity/start-totp.ts'
import { type Binding, bind } from '../binding.ts'
import { actorOf, reply, replyEmpty } from './reply.ts'

/** The own account: who it is, its password and its authenticator app. */
export function accountBindings(identity: Identity): readonly Binding[] {
  return [
    bind(getMe, async (call) => reply(await describeMe(identity, actorOf(call)))),
    bind(changePassword, async (call) => replyEmpty(await change(identity, actorOf(call), call.body))),
    bind(startTotp, async (call) => reply(await start(identity, actorOf(call)))),
    bind(confirmTotp, async (call) => reply(await confirm(identity, actorOf(call), call.body.code))),
    bind(removeTotp, async (call) => replyEmpty(await remove(identity, actorOf(call)))),
    bind(renewRecoveryCodes, async (call) => reply(await renew(identity, actorOf(call)))),
  ]
}
