import type { Page, PageQuery, SignIn, SignInEvent } from '@glovebox/api'
import type { Actor } from './actor.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome } from './outcome.ts'
import { limitOf, notACursor, pageOf, startOf } from './page.ts'

/** Reads the sign-in audit of the own organisation, the latest first. */
export async function listSignIns(
  { world }: Identity,
  { principal }: Actor,
  query: PageQuery,
): Promise<Outcome<Page<SignIn>>> {
  const start = startOf(query)
  if (!start.ok) return start
  let select = world.store.db.selectFrom('sign_ins').selectAll()
  // Failures of addresses that nobody knows are the operator's to see.
  select = principal.scopes.has('server:admin')
    ? select.where((eb) => eb.or([eb('organisation', '=', principal.organisation), eb('organisation', 'is', null)]))
    : select.where('organisation', '=', principal.organisation)
  if (start.value !== undefined) {
    if (!/^\d{1,15}$/.test(start.value)) return notACursor
    select = select.where('sequence', '<', Number(start.value))
  }
  const rows = await select.orderBy('sequence', 'desc').limit(limitOf(query)).execute()
  return done(
    pageOf(
      rows,
      query,
      ({ sequence }) => `${sequence}`,
      (row) => ({
        at: row.at,
        event: row.event as SignInEvent,
        ...(row.detail === null ? {} : { detail: row.detail }),
        user: row.user,
        key: row.key,
        by: row.by,
        address: row.address,
        ...(row.user_agent === null ? {} : { userAgent: row.user_agent }),
      }),
    ),
  )
}
