import type { Role } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { rolesText } from './roles.ts'

/** Puts a person into the database, with its organisation where that is not there. */
export async function insertPerson(
  db: Db,
  organisation: string,
  id: string,
  roles: readonly Role[] = ['administrator'],
): Promise<void> {
  const created = { created_at: '2026-03-01T00:00:00.000Z', version: 1 }
  await db
    .insertInto('organisations')
    .values({
      id: organisation,
      name: organisation,
      name_folded: organisation,
      is_operator: 0,
      is_second_factor_required: 0,
      ...created,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const unused = { password: null, totp: null, totp_begun: null, totp_step: 0, last_sign_in_on: null }
  await db
    .insertInto('users')
    .values({
      id,
      organisation,
      email: `${id}@example.org`,
      name: id,
      roles: rolesText(roles),
      is_disabled: 0,
      ...unused,
      ...created,
    })
    .execute()
}
