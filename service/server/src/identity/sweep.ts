import type { Identity } from './identity.ts'

/** Removes what is over: sessions, links, challenges, old failures, and sign-ins that are kept long enough. */
export async function sweepIdentity({ world, settings }: Identity): Promise<void> {
  const now = world.clock()
  const before = (ms: number): string => new Date(now.getTime() - ms).toISOString()
  const idle = before(settings.sessionIdleMinutes * 60_000)
  await world.store.transaction('identity', async (tx) => {
    await tx
      .deleteFrom('sessions')
      .where((eb) => eb.or([eb('expires_at', '<=', now.toISOString()), eb('last_seen_at', '<=', idle)]))
      .execute()
    await tx.deleteFrom('invitations').where('expires_at', '<=', now.toISOString()).execute()
    await tx.deleteFrom('sign_in_challenges').where('expires_at', '<=', now.toISOString()).execute()
    await tx.deleteFrom('sign_in_failures').where('at', '<', before(86_400_000)).execute()
    await tx
      .deleteFrom('sign_ins')
      .where('at', '<', before(settings.signInsKeptDays * 86_400_000))
      .execute()
  })
}
