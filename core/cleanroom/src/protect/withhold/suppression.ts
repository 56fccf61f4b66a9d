import type { SuppressionConstraint } from '../../model/analysis.ts'
import type { Minimum } from './minimum.ts'

/** Notes that rows below a minimum are withheld: a function of query and rules, said whether or not any is. */
export function noteSuppression(
  { table, column }: Minimum,
  minimum: number,
  { suppression }: { readonly suppression: SuppressionConstraint[] },
): void {
  const { name, owner } = table.association
  const note = `rows that stand for fewer than ${minimum} distinct ${column} of ${name} are withheld`
  if (suppression.every((constraint) => constraint.note !== note)) {
    suppression.push({ table: name, owner, column, minimum, note })
  }
}
