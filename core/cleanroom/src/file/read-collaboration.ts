import { type Diagnostic, diagnostic, hasErrors } from '@glovebox/diagnostics'
import { checkConfiguration } from '../model/check-configuration.ts'
import type { Collaboration } from '../model/collaboration.ts'
import { placeOf } from '../model/place.ts'
import { collaboration } from './collaboration.ts'
import type { Node } from './node.ts'
import { namesIn } from './reading.ts'
import { readYaml } from './yaml.ts'

/** A collaboration, where nothing refuses it, and everything to say about its file. Spans are places in the text. */
export type ReadCollaboration = { readonly collaboration?: Collaboration; readonly diagnostics: readonly Diagnostic[] }

/** More than a person mends before validating again. */
const diagnosticLimit = 100

/**
 * Reads a collaboration file: its shape, its names, and as much of its rules and templates as the declared columns
 * allow. What needs the sources is `checkConfiguration`'s. Never throws.
 */
export function readCollaboration(text: string): ReadCollaboration {
  const { root, diagnostics } = readYaml(text)
  return root === undefined ? { diagnostics } : readRoot(text, root)
}

function readRoot(text: string, root: Node): ReadCollaboration {
  const diagnostics: Diagnostic[] = []
  const read = collaboration.read(root, {
    text,
    path: '',
    place: root.head,
    author: {},
    names: namesIn(root),
    report: (found) => diagnostics.push(found),
    isFull: () => diagnostics.length > diagnosticLimit,
  })
  if (read !== undefined) diagnostics.push(...warnOfThresholds(read), ...checkConfiguration(read))
  const sorted = diagnostics.toSorted((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0))
  const said = sorted.length > diagnosticLimit ? shortened(sorted) : sorted
  return read === undefined || hasErrors(said) ? { diagnostics: said } : { collaboration: read, diagnostics: said }
}

function shortened(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const errorsFirst = diagnostics.toSorted(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  )
  const last = errorsFirst[diagnosticLimit - 1]
  return [
    ...errorsFirst.slice(0, diagnosticLimit),
    diagnostic('COLLABORATION_MORE', { count: diagnosticLimit }, last?.at),
  ]
}

/** Says once, at the first of them, what thresholds do not do. */
function warnOfThresholds({ tables }: Collaboration): readonly Diagnostic[] {
  for (const { rule, name, owner } of tables) {
    const isAlone =
      rule?.kind === 'custom' ? rule.aggregationThreshold && !rule.differentialPrivacy : rule?.kind === 'aggregation'
    if (rule === undefined || !isAlone) continue
    const path = rule.kind === 'custom' ? 'aggregationThresholds/0' : 'outputConstraints/0'
    return [
      diagnostic('COLLABORATION_THRESHOLD_ALONE', {}, placeOf(rule.places, path, rule.at), { table: name, owner }),
    ]
  }
  return []
}
