import type { ServerInfo } from '@glovebox/api'
import { hasOtherAdministrator } from './grant.ts'
import type { Identity } from './identity.ts'

/** What the server knows of itself besides its world. */
export type ServerFacts = { readonly version: string; readonly verifierKey: string }

/** Says what server this is, and how to sign in. */
export async function describeServer({ world, settings }: Identity, facts: ServerFacts): Promise<ServerInfo> {
  const { db } = world.store
  const operator = await db.selectFrom('organisations').select('id').where('is_operator', '=', 1).executeTakeFirst()
  return {
    name: world.name,
    version: facts.version,
    publicUrl: world.publicUrl,
    verifierKey: facts.verifierKey,
    registration: settings.registration,
    signIn: { password: true, passkey: true, oidc: settings.oidc.map(({ id, name }) => ({ id, name })) },
    isSetUp: operator !== undefined && (await hasOtherAdministrator(db, operator.id, '')),
  }
}
