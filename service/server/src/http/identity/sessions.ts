import { endSession, listSessions, type Me, signIn } from '@glovebox/api'
import { authenticate } from '../../identity/authenticate.ts'
import { describeMe } from '../../identity/describe-me.ts'
import { endSession as end } from '../../identity/end-session.ts'
import type { Identity } from '../../identity/identity.ts'
import { listSessions as list } from '../../identity/list-sessions.ts'
import type { Outcome } from '../../identity/outcome.ts'
import type { OpenedSession } from '../../identity/session.ts'
import { cookieText, endedCookie, sessionCookieName } from '../../identity/session-cookie.ts'
import { signIn as signInWithPassword } from '../../identity/sign-in.ts'
import { answer, type Binding, bind, type Reply, type RequestFacts } from '../binding.ts'
import { actorOf, problemReply, reply, replyEmpty, whenceOf } from './reply.ts'

/** Sessions: signing in and out. */
export function sessionBindings(identity: Identity): readonly Binding[] {
  const { publicUrl } = identity.world
  const cookie = sessionCookieName(publicUrl)
  return [
    bind(signIn, async ({ body, request }) => {
      const from = { ...whenceOf(request), before: request.cookie(cookie) }
      return await signedIn(identity, request, await signInWithPassword(identity, body, from))
    }),
    bind(listSessions, async (call) => reply(await list(identity, actorOf(call)))),
    bind(endSession, async (call) => {
      const ended = await end(identity, actorOf(call), call.params.session)
      return ended.ok && ended.value.isCurrent
        ? replyEmpty(ended, { 'set-cookie': endedCookie(publicUrl) })
        : replyEmpty(ended)
    }),
  ]
}

/** Answers with who is signed in, and sets the session cookie. */
export async function signedIn(
  identity: Identity,
  request: RequestFacts,
  opened: Outcome<OpenedSession>,
): Promise<Reply<Me>> {
  if (!opened.ok) return problemReply(opened)
  const whence = whenceOf(request)
  const who = await authenticate(identity, { ...whence, sessionCookie: opened.value.token })
  if (who.kind !== 'principal') throw new Error('a session that was just opened stands for nobody')
  const me = await describeMe(identity, { principal: who.principal, whence })
  if (!me.ok) return problemReply(me)
  return answer(me.value, { headers: { 'set-cookie': sessionCookie(identity, opened.value.token) } })
}

/** The header that gives a browser its session. */
export function sessionCookie({ world, settings }: Identity, token: string): string {
  return cookieText(world.publicUrl, sessionCookieName(world.publicUrl), token, settings.sessionMaxHours * 3600)
}
