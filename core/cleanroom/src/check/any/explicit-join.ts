import type { Span } from '@glovebox/diagnostics'
import { relationsOf } from '@glovebox/sql'
import { baseColumn, parts } from '../definition.ts'
import type { Question } from '../question.ts'

/** What USING or NATURAL JOIN at a place says, as the ON clause that one can write instead. */
export function explicitJoin(at: Span, { query, definitions }: Question): string | undefined {
  for (const join of relationsOf(query)) {
    if (join.kind !== 'join' || join.on === undefined) continue
    if (join.left.at.end > at.start || join.right.at.start < at.end) continue
    const equalities = parts(join.on).flatMap((e) => {
      const sides = e.kind === 'call' && e.function === 'equal' ? e.arguments : []
      const names = sides.flatMap((side) => {
        const base = baseColumn(side, definitions)
        return base === undefined ? [] : [`${base.table.alias}.${base.column.name}`]
      })
      return names.length === 2 ? [names.join(' = ')] : []
    })
    if (equalities.length > 0) return `write \`INNER JOIN … ON ${equalities.join(' AND ')}\``
  }
  return undefined
}
