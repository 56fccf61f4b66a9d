import type { SqlType, Value } from '../../type/sql-type.ts'

/** What a function gives for argument values; `types` are theirs, `result` is its own. */
export type Implementation = (args: readonly Value[], types: readonly SqlType[], result: SqlType) => Value

/** A function that is NULL as soon as one argument is. */
export function strict(implementation: Implementation): Implementation {
  return (args, types, result) => (args.includes(null) ? null : implementation(args, types, result))
}

/** An argument that is an integer, an unscaled decimal, a date or a timestamp. */
export function whole(args: readonly Value[], index: number): bigint {
  const value = args[index]
  if (typeof value !== 'bigint') throw new Error('an argument that should be whole is not')
  return value
}

/** An argument that is a double. */
export function double(args: readonly Value[], index: number): number {
  const value = args[index]
  if (typeof value !== 'number') throw new Error('an argument that should be a double is not')
  return value
}

/** An argument that is a text. */
export function text(args: readonly Value[], index: number): string {
  const value = args[index]
  if (typeof value !== 'string') throw new Error('an argument that should be a text is not')
  return value
}

/** The characters of a text: its code points. */
export function characters(value: string): readonly string[] {
  return [...value]
}

/** The type of an argument. */
export function typeAt(types: readonly SqlType[], index: number): SqlType {
  return types[index] ?? { kind: 'null' }
}

/** The scale of a decimal type; 0 for integers. */
export function scaleOf(type: SqlType): number {
  return type.kind === 'decimal' ? type.scale : 0
}
