import type { Identity } from './identity.ts'
import { hashOf } from './secret.ts'

/** How attempts of one kind are slowed down. */
type Allowance = { readonly free: number; readonly mostSeconds: number }

/** What attempts are counted by. */
export type Counted = { readonly kind: 'account' | 'address' | 'code'; readonly of: string }

/**
 * An account stays reachable under attack: its delay ends at a minute, which leaves fewer than a hundred guesses an hour.
 * Codes have few digits, and whoever tries them knows the password: they wait longer.
 */
const allowances: Readonly<Record<Counted['kind'], Allowance>> = {
  account: { free: 5, mostSeconds: 60 },
  address: { free: 20, mostSeconds: 900 },
  code: { free: 5, mostSeconds: 900 },
}
const forgottenAfterMs = 3_600_000
const lane = 'sign-in'

/** Counts an attempt before anything is looked at. How many seconds it has to wait; zero when it may go on. */
export async function countAttempt({ world }: Identity, counted: Counted): Promise<number> {
  const subject = subjectOf(counted)
  const allowance = allowances[counted.kind]
  return await world.store.transaction(lane, async (tx) => {
    const now = world.clock()
    const found = await tx
      .selectFrom('sign_in_failures')
      .select(['failures', 'at'])
      .where('subject', '=', subject)
      .executeTakeFirst()
    // A clock that jumped back counts as no time gone by.
    const gone = found === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(found.at))
    const failures = found === undefined || gone > forgottenAfterMs ? 0 : found.failures
    const wait = delaySeconds(failures, allowance) - gone / 1000
    if (wait > 0) return wait
    const values = { failures: failures + 1, at: now.toISOString() }
    await tx
      .insertInto('sign_in_failures')
      .values({ subject, ...values })
      .onConflict((conflict) => conflict.column('subject').doUpdateSet(values))
      .execute()
    return 0
  })
}

/** Takes an attempt back that turned out right: all of an account's, one of an address's. */
export async function forgiveAttempt({ world }: Identity, counted: Counted): Promise<void> {
  const subject = subjectOf(counted)
  await world.store.transaction(lane, async (tx) => {
    if (counted.kind === 'address')
      await tx
        .updateTable('sign_in_failures')
        .set((eb) => ({ failures: eb('failures', '-', 1) }))
        .where('subject', '=', subject)
        .where('failures', '>', 0)
        .execute()
    else await tx.deleteFrom('sign_in_failures').where('subject', '=', subject).execute()
  })
}

/** What of an address is one customer's: IPv6 networks are given out by 64 bits. */
export function networkOf(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  if (tail !== undefined) {
    const ending = tail.split(':').filter((group) => group !== '')
    while (groups.length + ending.length < 8) groups.push('0')
    groups.push(...ending)
  }
  return groups.slice(0, 4).join(':').toLowerCase()
}

function delaySeconds(failures: number, { free, mostSeconds }: Allowance): number {
  return failures < free ? 0 : Math.min(mostSeconds, 2 ** (failures - free))
}

function subjectOf({ kind, of }: Counted): string {
  return hashOf(`${kind}:${kind === 'address' ? networkOf(of) : of}`)
}
