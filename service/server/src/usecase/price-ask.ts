import type { Price } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import type { Diagnostic } from '@glovebox/diagnostics'
import { answeredBefore } from '../privacy/answered-before.ts'
import { chargesOf } from '../privacy/budget-scopes.ts'
import { pricesOf, unpayableOf } from '../privacy/price.ts'
import { fileStates } from '../source/fingerprint.ts'
import { knownVersion } from '../state/data-version.ts'
import type { AssessedAsk } from './assess-ask.ts'
import { whyUnpaid } from './pay.ts'
import { findSources } from './plan-jobs.ts'
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
  const cached = await cachedSteps(world, ask, accepted)
  const unpaid = plan.steps.filter((_, index) => cached[index] !== true)
  const asked = { member: ask.member, at: world.clock().toISOString() }
  const database = world.stateIfAny()
  const charges = unpaid.length === 0 ? [] : chargesOf(collaboration, unpaid, asked)
  return {
    prices: pricesOf(database, collaboration, { all: plan.steps, unpaid }, asked),
    unpayable: charges.flatMap((charge) => {
      const unpayable = unpayableOf(database, charge)
      return unpayable === undefined ? [] : [whyUnpaid(unpayable, collaboration)]
    }),
    cached,
  }
}

async function cachedSteps(
  world: World,
  ask: Ask,
  { plan, collaboration, schema, tables: names }: Extract<AssessedAsk, { kind: 'accepted' }>,
): Promise<readonly boolean[]> {
  const database = world.stateIfAny()
  if (database === undefined) return plan.steps.map(() => false)
  const { tables } = findSources(world, collaboration, schema, names)
  const versions = await Promise.all(
    tables.map(async ({ name, source }) => {
      const version = knownVersion(database, name, await fileStates(source.files))
      return version === undefined ? [] : [{ name, version }]
    }),
  )
  const known = versions.flat()
  if (known.length < names.length) return plan.steps.map(() => false)
  const circumstances = { member: ask.member, rulesHash: rulesHash(collaboration, tables), tables: known }
  return answeredBefore(database, plan, circumstances).map(({ published }) => published !== undefined)
}
