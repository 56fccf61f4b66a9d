import { type CheckAnswer, diagnosticView } from '@glovebox/api'
import { type Ask, expectedErrors, usefulness } from '@glovebox/cleanroom'
import type { Diagnostic } from '@glovebox/diagnostics'
import { type AssessedAsk, assessAsk } from './assess-ask.ts'
import { priceAsk } from './price-ask.ts'
import type { World } from './world.ts'

/** What else than rules and budgets has to say why an ask would be refused. */
export type AlsoChecked = (
  accepted: Pick<Extract<AssessedAsk, { kind: 'accepted' }>, 'collaboration' | 'tables'>,
) => Promise<readonly Diagnostic[]>

const nothingElse: AlsoChecked = async () => []

/**
 * Pre-flight: what every rule says, what it costs, what error to expect, what would be withheld. Runs nothing, spends
 * nothing, writes nothing down.
 */
export async function check(world: World, ask: Ask, also: AlsoChecked = nothingElse): Promise<CheckAnswer> {
  const assessed = await assessAsk(world, ask)
  if (assessed.kind === 'turned-away') return { ...nothingAssessed, ...assessed.refusal }
  const { sql: text, verdicts: rules } = assessed.assessment
  const views = assessed.diagnostics.map((d) => diagnosticView(d, text))
  if (assessed.kind === 'refused') {
    return { ...nothingAssessed, status: 'refused', reason: assessed.reason, rules, diagnostics: views, text }
  }
  const { plan } = assessed
  const { prices, unpayable } = await priceAsk(world, ask, assessed)
  const refusals = [...unpayable, ...(await also(assessed))].map((d) => diagnosticView(d, text))
  return {
    status: refusals.length === 0 ? 'ok' : 'refused',
    ...(refusals.length === 0 ? {} : { reason: 'budget' }),
    price: prices,
    expectedError: expectedErrors(plan),
    usefulness: usefulness(plan.steps),
    rules,
    suppression: { constraints: plan.suppression },
    diagnostics: [...views, ...refusals],
    text,
  }
}

const nothingAssessed = {
  price: [],
  expectedError: {},
  usefulness: [],
  rules: [],
  suppression: { constraints: [] },
}
