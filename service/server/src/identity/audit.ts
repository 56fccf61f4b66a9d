import type { SignInEvent } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import type { Identity, Whence } from './identity.ts'

/** What happened to an account or key. */
export type Happening = {
  readonly event: SignInEvent
  readonly detail?: string
  readonly organisation?: string
  readonly user?: string
  readonly key?: string
  readonly by?: string
}

/** Keeps it in the sign-in audit, in the transaction that makes it so. */
export async function record(tx: Db, { world }: Identity, whence: Whence, happening: Happening): Promise<void> {
  await tx
    .insertInto('sign_ins')
    .values({
      at: world.clock().toISOString(),
      organisation: happening.organisation ?? null,
      event: happening.event,
      detail: happening.detail ?? null,
      user: happening.user ?? null,
      key: happening.key ?? null,
      by: happening.by ?? null,
      address: whence.address.slice(0, 64),
      user_agent: whence.userAgent?.slice(0, 300) ?? null,
    })
    .execute()
}
