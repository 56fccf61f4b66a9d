import { diagnosticView } from '@glovebox/api'
import type { Diagnostic } from '@glovebox/diagnostics'
import { type Refused, refused } from './outcome.ts'

/** More text than this is not sent back: places then speak of a text that the client has. */
const longestText = 1_000_000

/** A refusal by diagnostics; `text` is what their places speak of. */
export function refusalOf(reason: string, diagnostics: readonly Diagnostic[], text: string): Refused {
  return refused('REFUSED', {
    reason,
    diagnostics: diagnostics.map((one) => diagnosticView(one, text)),
    ...(text.length > longestText ? {} : { text }),
  })
}
