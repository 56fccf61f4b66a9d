import type { Price } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import type { Diagnostic } from '@glovebox/diagnostics'
import { answeredBefore } from '../privacy/answered-before.ts'
import { chargesOf } from '../privacy/budget-scopes.ts'
import { pricesOf, standingOf, unpayableOf } from '../privacy/price.ts'
import { knownVersion } from '../state/data-version.ts'
import type { AssessedAsk } from './assess-ask.ts'
import { whyUnpaid } from './pay.ts'
import { versionNow } from './pin-tables.ts'
import { rulesHash } from './rules-hash.ts'
import type { World } from './world.ts'

/** What an accepted ask would cost now, and which of its steps were published before and cost nothing. */
export type AskPrice = {
  readonly prices: readonly Price[]
  /** Why a budget cannot pay, in the words of a run that is refused; empty where all can. */
  readonly unpayable: readonly Diagnostic[]
  readonly cached: readonly boolean[]
}

/** The price of an ask: a function of its text, of policy and of its member's history. Writes nothing down. */
export async function priceAsk(
  world: World,
  ask: Ask,
  accepted: Extract<AssessedAsk, { kind: 'accepted' }>,
): Promise<AskPrice> {
  const { plan, collaboration } = accepted
  if (plan.steps.length === 0) return { prices: [], unpayable: [], cached: [] }
  // What is activated is kept nowhere, so nothing of it was there before.
  const isActivation = ask.kind === 'template' && ask.destination !== undefined
  const cached = isActivation ? plan.steps.map(() => false) : await cachedSteps(world, ask, accepted)
  const unpaid = plan.steps.filter((_, index) => cached[index] !== true)
  const asked = { member: ask.member, at: world.clock().toISOString() }
  const state = await world.stateIfAny()
  const standing = standingOf(state)
  const charges = unpaid.length === 0 ? [] : chargesOf(collaboration, unpaid, asked)
  const unpayable: Diagnostic[] = []
  for (const charge of charges) {
    const why = await unpayableOf(standing, charge)
    if (why !== undefined) unpayable.push(whyUnpaid(why, collaboration))
  }
  const prices = await pricesOf(collaboration, { all: plan.steps, unpaid }, asked, standing)
  return { prices, unpayable, cached }
}

async function cachedSteps(
  world: World,
  ask: Ask,
  { plan, collaboration, tables: names }: Extract<AssessedAsk, { kind: 'accepted' }>,
): Promise<readonly boolean[]> {
  const state = await world.stateIfAny()
  if (state === undefined) return plan.steps.map(() => false)
  const tables = collaboration.tables.filter(({ name }) => names.includes(name))
  const versions = await Promise.all(
    tables.map(async (table) => {
      const seen = await versionNow(world, table)
      const version = seen === undefined ? undefined : await knownVersion(state, table.name, seen)
      return version === undefined ? [] : [{ name: table.name, version }]
    }),
  )
  const known = versions.flat()
  if (known.length < names.length) return plan.steps.map(() => false)
  const circumstances = { member: ask.member, rulesHash: rulesHash(collaboration, tables), tables: known }
  const answered = await answeredBefore(state, plan, circumstances)
  return answered.map(({ published }) => published !== undefined)
}
