import {
  addPasskey,
  listPasskeys,
  removePasskey,
  signInWithPasskey,
  startPasskey,
  startPasskeySignIn,
} from '@glovebox/api'
import { addPasskey as add } from '../../identity/add-passkey.ts'
import type { Identity } from '../../identity/identity.ts'
import { listPasskeys as list, removePasskey as remove } from '../../identity/passkeys.ts'
import { sessionCookieName } from '../../identity/session-cookie.ts'
import { signInWithPasskey as enter } from '../../identity/sign-in-with-passkey.ts'
import { startPasskey as start, startPasskeySignIn as startSignIn } from '../../identity/start-passkey.ts'
import { type Binding, bind } from '../binding.ts'
import { actorOf, reply, replyEmpty, whenceOf } from './reply.ts'
import { signedIn } from './sessions.ts'

/** Passkeys: to add them, and to sign in with them. */
export function passkeyBindings(identity: Identity): readonly Binding[] {
  const cookie = sessionCookieName(identity.world.publicUrl)
  return [
    bind(startPasskey, async (call) => reply(await start(identity, actorOf(call)))),
    bind(addPasskey, async (call) => reply(await add(identity, actorOf(call), call.body))),
    bind(listPasskeys, async (call) => reply(await list(identity, actorOf(call)))),
    bind(removePasskey, async (call) => replyEmpty(await remove(identity, actorOf(call), call.params.passkey))),
    bind(startPasskeySignIn, async () => reply(await startSignIn(identity))),
    bind(signInWithPasskey, async ({ body, request }) => {
      const from = { ...whenceOf(request), before: request.cookie(cookie) }
      return await signedIn(identity, request, await enter(identity, body.response, from))
    }),
  ]
}
