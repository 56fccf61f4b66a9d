import type { Selectable } from 'kysely'
import type { Db } from '../store/store.ts'
import type { IdentityTables } from '../store/tables/identity.ts'

/** A row of an organisation or of a person. */
export type OrganisationRow = Selectable<IdentityTables['organisations']>
export type UserRow = Selectable<IdentityTables['users']>

/** A person and the organisation it belongs to. */
export type Account = { readonly user: UserRow; readonly organisation: OrganisationRow }

/** Finds a person by id. */
export async function findAccount(db: Db, id: string): Promise<Account | undefined> {
  const user = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
  if (user === undefined) return undefined
  const organisation = await findOrganisation(db, user.organisation)
  return organisation === undefined ? undefined : { user, organisation }
}

/** Finds an organisation by id. */
export async function findOrganisation(db: Db, id: string): Promise<OrganisationRow | undefined> {
  return await db.selectFrom('organisations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What an account can prove itself with beside a password. */
export type FactorCounts = {
  readonly isTotpOn: boolean
  readonly passkeys: number
  readonly recoveryCodesLeft: number
  readonly oidcAccounts: number
}

/** Counts the second factors of an account. */
export async function countFactors(db: Db, user: UserRow): Promise<FactorCounts> {
  const count = async (table: 'passkeys' | 'recovery_codes' | 'oidc_accounts'): Promise<number> => {
    const found = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as('n'))
      .where('user', '=', user.id)
      .executeTakeFirst()
    return Number(found?.n ?? 0)
  }
  return {
    isTotpOn: user.totp !== null,
    passkeys: await count('passkeys'),
    recoveryCodesLeft: await count('recovery_codes'),
    oidcAccounts: await count('oidc_accounts'),
  }
}

/** Whether an account has any second factor: its own, or its provider's. */
export function hasSecondFactor({ isTotpOn, passkeys, oidcAccounts }: FactorCounts): boolean {
  return isTotpOn || passkeys > 0 || oidcAccounts > 0
}
