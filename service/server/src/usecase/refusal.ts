import { diagnosticView, type Refusal } from '@glovebox/api'
import type { Diagnostic } from '@glovebox/diagnostics'

/** A refusal on the wire; `text` is what the places speak of. */
export function refusal(reason: Refusal['reason'], diagnostics: readonly Diagnostic[], text: string): Refusal {
  return { status: 'refused', reason, diagnostics: diagnostics.map((d) => diagnosticView(d, text)), text }
}
