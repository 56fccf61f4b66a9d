import type { DocumentPlan } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import type { Style } from '../../../output/style.ts'

/** A plan as people read it: what comes green, what goes red, and what loosens stands out. */
export function* planLines({ text, kept }: Pick<DocumentPlan, 'text' | 'kept'>, style: Style): Generator<string> {
  for (const line of text.split('\n')) if (line !== '') yield paint(showLine(line), style)
  if (kept.length > 0)
    yield style.dim(`stays, though the file does not name it (--prune removes it): ${kept.map(showLine).join(', ')}`)
}

function paint(line: string, { bold, green, red }: Style): string {
  const marked = line.replace(/\[(loosens|may loosen)\]$/, (mark) => bold(red(mark)))
  const [sign = ''] = line.trimStart()
  if (sign === '!') return bold(marked)
  return sign === '+' ? green(marked) : sign === '-' ? red(marked) : marked
}

/** `measurement: 2 added, 1 changed; 1 of them loosens`. */
export function summaryOf(
  { changes, postponed }: Pick<DocumentPlan, 'changes' | 'postponed'>,
  collaboration: string,
): string {
  const counts = (['added', 'changed', 'removed'] as const).flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length
    return count === 0 ? [] : [`${count} ${kind}`]
  })
  const loosening = changes.filter(({ effect }) => effect === 'loosens' || effect === 'unknown').length
  const warning =
    loosening === 0 ? '' : `; ${loosening} of them ${loosening === 1 ? 'lets' : 'let'} more be asked, or may`
  const waiting = postponed.length === 0 ? '' : `; ${postponed.length} postponed: apply the file again later`
  return `${collaboration}: ${counts.length === 0 ? 'nothing to change' : counts.join(', ')}${warning}${waiting}`
}
