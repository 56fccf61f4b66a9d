import type { Page, PageQuery, User } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { countFactors, hasSecondFactor, type UserRow } from './accounts.ts'
import type { Actor } from './actor.ts'
import type { Versioned } from './change-organisation.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { limitOf, notACursor, pageOf, startOf } from './page.ts'
import { rolesIn } from './roles.ts'

/** How a person is shown. */
export async function userView(db: Db, row: UserRow): Promise<User> {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    roles: rolesIn(row.roles),
    isDisabled: row.is_disabled === 1,
    hasSecondFactor: hasSecondFactor(await countFactors(db, row)),
    createdAt: row.created_at,
    lastSignInOn: row.last_sign_in_on,
  }
}

/** Finds a person of the own organisation; those of others do not exist. */
export async function findUser(db: Db, { principal }: Actor, id: string): Promise<UserRow | undefined> {
  return await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .where('organisation', '=', principal.organisation)
    .executeTakeFirst()
}

/** Lists the people of the own organisation. */
export async function listUsers({ world }: Identity, actor: Actor, query: PageQuery): Promise<Outcome<Page<User>>> {
  const { db } = world.store
  const start = startOf(query)
  if (!start.ok) return start
  let select = db.selectFrom('users').selectAll().where('organisation', '=', actor.principal.organisation)
  const after = start.value === undefined ? undefined : Buffer.from(start.value, 'hex').toString('utf8')
  if (after?.includes('\u0000') === true) return notACursor
  if (after !== undefined) select = select.where('email', '>', after)
  const rows = await select.orderBy('email').limit(limitOf(query)).execute()
  const page = pageOf(
    rows,
    query,
    ({ email }) => Buffer.from(email).toString('hex'),
    (row) => row,
  )
  return done({ ...page, items: await Promise.all(page.items.map((row) => userView(db, row))) })
}

/** Reads one person of the own organisation. */
export async function readUser({ world }: Identity, actor: Actor, id: string): Promise<Outcome<Versioned<User>>> {
  const row = await findUser(world.store.db, actor, id)
  if (row === undefined) return refused('NOT_FOUND')
  return done({ value: await userView(world.store.db, row), version: row.version })
}
