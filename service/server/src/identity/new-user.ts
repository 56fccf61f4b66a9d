import type { Role } from '@glovebox/api'
import { randomId } from '../state/random-id.ts'
import type { Db } from '../store/store.ts'
import type { UserRow } from './accounts.ts'
import type { Identity } from './identity.ts'
import { rolesText } from './roles.ts'

/** Adds a person to an organisation. */
export async function insertUser(
  tx: Db,
  { world }: Identity,
  about: {
    readonly organisation: string
    readonly email: string
    readonly name: string
    readonly roles: readonly Role[]
    readonly password: string | null
  },
): Promise<UserRow> {
  const row: UserRow = {
    id: randomId('usr', world.random),
    organisation: about.organisation,
    email: about.email,
    name: about.name,
    roles: rolesText(about.roles),
    is_disabled: 0,
    password: about.password,
    totp: null,
    totp_begun: null,
    totp_step: 0,
    last_sign_in_on: null,
    created_at: world.clock().toISOString(),
    version: 1,
  }
  await tx.insertInto('users').values(row).execute()
  return row
}
