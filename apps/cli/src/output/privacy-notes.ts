import type { PrivacyStatement } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import { constantIntervalLines } from './intervals.ts'
import { lossText, percent } from './rounded.ts'
import type { Style } from './style.ts'

/** What is said beside a result with differential privacy: how exact it is, what it cost, and what to know of it. */
export function privacyNotes(statement: PrivacyStatement, style: Style): readonly string[] {
  const { steps, owners, intervals, notes } = statement
  const isCached = steps.length > 0 && steps.every((step) => step.isCached)
  return [
    ...constantIntervalLines(intervals),
    isCached
      ? `${style.dim('privacy')} answered from what was published before: costs nothing`
      : `${style.dim('privacy')} ${lossText(statement)} for this result alone`,
    ...owners.map(
      ({ owner, cumulative, remaining }) =>
        `${style.dim('budget')} of ${showLine(owner)}: ${percent(cumulative.share, 'up')} spent, ${percent(remaining.share, 'down')} ${
          isOfPart(cumulative.share, remaining.share) ? 'of your part of it left' : 'left'
        }${remaining.analyses === undefined ? '' : `, enough for ${remaining.analyses} more like this`}`,
    ),
    ...notes.map((note) => `${style.bold('note')}: ${showLine(note)}`),
  ]
}

/** Whether a member's part of the budget has less left than the budget itself. Shares are floating-point numbers. */
function isOfPart(spent: number, left: number): boolean {
  return spent + left < 1 - 1e-9
}
