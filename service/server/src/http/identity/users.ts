import {
  acceptUserInvitation,
  changeUser,
  getUser,
  inviteUser,
  listUserInvitations,
  listUsers,
  removeUser,
  resetUser,
  withdrawUserInvitation,
} from '@glovebox/api'
import { acceptUserInvitation as accept } from '../../identity/accept-user-invitation.ts'
import { changeUser as change } from '../../identity/change-user.ts'
import type { Identity } from '../../identity/identity.ts'
import { inviteUser as invite, resetUser as reset } from '../../identity/invite-user.ts'
import { listUsers as list, readUser } from '../../identity/read-users.ts'
import { removeUser as remove } from '../../identity/remove-user.ts'
import {
  listUserInvitations as listInvitations,
  withdrawUserInvitation as withdraw,
} from '../../identity/user-invitations.ts'
import { type Binding, bind } from '../binding.ts'
import { actorOf, reply, replyEmpty, replyVersioned, versionCheck, whenceOf } from './reply.ts'

/** The people of an organisation, and the links by which they join it. */
export function userBindings(identity: Identity): readonly Binding[] {
  return [
    bind(listUsers, async (call) => reply(await list(identity, actorOf(call), call.query))),
    bind(getUser, async (call) => replyVersioned(await readUser(identity, actorOf(call), call.params.user))),
    bind(changeUser, async (call) => {
      const isVersion = versionCheck(call.request)
      return replyVersioned(await change(identity, actorOf(call), call.params.user, call.body, isVersion))
    }),
    bind(removeUser, async (call) => replyEmpty(await remove(identity, actorOf(call), call.params.user))),
    bind(inviteUser, async (call) => reply(await invite(identity, actorOf(call), call.body))),
    bind(resetUser, async (call) => reply(await reset(identity, actorOf(call), call.params.user))),
    bind(listUserInvitations, async (call) => reply(await listInvitations(identity, actorOf(call), call.query))),
    bind(withdrawUserInvitation, async (call) =>
      replyEmpty(await withdraw(identity, actorOf(call), call.params.invitation)),
    ),
    bind(acceptUserInvitation, async (call) => reply(await accept(identity, whenceOf(call.request), call.body))),
  ]
}
