import { type CheckAnswer, diagnosticView } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { assessAsk } from './assess-ask.ts'
import type { World } from './world.ts'

/** Pre-flight: what every rule says, and what would be withheld. Runs nothing, spends nothing, writes nothing down. */
export async function check(world: World, ask: Ask): Promise<CheckAnswer> {
  const assessed = await assessAsk(world, ask)
  if (assessed.kind === 'turned-away') return { price: [], expectedError: {}, ...nothingAssessed, ...assessed.refusal }
  const { sql: text, verdicts: rules } = assessed.assessment
  return {
    status: assessed.kind === 'accepted' ? 'ok' : 'refused',
    ...(assessed.kind === 'refused' ? { reason: assessed.reason } : {}),
    price: [],
    expectedError: {},
    rules,
    suppression: { constraints: assessed.assessment.plan?.suppression ?? [] },
    diagnostics: assessed.diagnostics.map((d) => diagnosticView(d, text)),
    text,
  }
}

const nothingAssessed = { rules: [], suppression: { constraints: [] } }
