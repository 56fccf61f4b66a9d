import type { SqlType } from '@glovebox/sql'

/** A step of a key path, `table.column`. */
export function stepOf(step: string): { readonly table: string; readonly column: string } {
  const dot = step.indexOf('.')
  return { table: step.slice(0, dot), column: step.slice(dot + 1) }
}

/** Whether values of a type tell units apart: doubles that print alike may differ, and a truth value is nobody. */
export function isIdentifier({ kind }: SqlType): boolean {
  return kind === 'integer' || kind === 'text' || kind === 'decimal' || kind === 'date' || kind === 'timestamp'
}
