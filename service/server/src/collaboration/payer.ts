import type { Db } from '../store/store.ts'
import { allMembers, type Membership } from './membership.ts'
import { done, type Outcome, type Refused, refused } from './outcome.ts'

/** Who pays for a run. */
export type Payer = { readonly organisation: string; readonly member: string }

/**
 * Who pays for a run: the member that is asked for; else the one who asks, where it pays; else the only one that does.
 * `asked` and `asker` are names in the collaboration.
 */
export async function payerFor(
  db: Db,
  collaboration: string,
  asked: string | undefined,
  asker: string,
): Promise<Outcome<Payer>> {
  return payerAmong(await allMembers(db, collaboration), asked, asker)
}

/** The same among everyone who was ever invited, in the order of names. */
export function payerAmong(members: readonly Membership[], asked: string | undefined, asker: string): Outcome<Payer> {
  if (asked !== undefined) return named(members, asked)
  const payers = members.filter(({ status, abilities }) => status === 'active' && abilities.includes('pay'))
  const ready = payers.filter(({ paymentAccepted, pausedAt }) => paymentAccepted && pausedAt === undefined)
  const own = ready.find(({ member }) => member === asker)
  const [only, another] = ready
  const payer = own ?? (another === undefined ? only : undefined)
  if (payer !== undefined) return done({ organisation: payer.organisation, member: payer.member })
  if (only !== undefined) {
    return no(
      'PAYER_NOT_NAMED',
      'several members may pay for a run',
      `name one of ${list(ready.map(({ member }) => member))} as \`payer\``,
    )
  }
  const [waiting] = payers
  if (waiting === undefined) {
    return no(
      'PAYER_MISSING',
      'no active member pays for runs',
      'open a change request that grants a member the ability `pay`',
    )
  }
  return named(members, waiting.member)
}

function named(members: readonly Membership[], name: string): Outcome<Payer> {
  const found = members.find(({ member }) => member === name)
  if (found === undefined) return no('PAYER_UNKNOWN', `there is no member \`${name}\` to pay for the run`)
  const { organisation, member } = found
  if (!found.abilities.includes('pay')) return no('PAYER_NOT_ABLE', `\`${name}\` does not have the ability \`pay\``)
  if (found.status !== 'active') return no('PAYER_NOT_ACTIVE', `\`${name}\` is not an active member`)
  if (found.pausedAt !== undefined) return no('PAYER_PAUSED', `\`${name}\` has paused its participation`)
  if (!found.paymentAccepted) {
    return no(
      'PAYMENT_NOT_ACCEPTED',
      `\`${name}\` has not agreed to pay for runs`,
      `\`${name}\` can agree in its membership`,
    )
  }
  return done({ organisation, member })
}

function no(reason: string, detail: string, help?: string): Refused {
  return refused('REFUSED', { reason, detail, ...(help === undefined ? {} : { help }) })
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
