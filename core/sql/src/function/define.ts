import type { Expression } from '../relation/relation.ts'
import type { FunctionName } from './function-name.ts'
import { given, type Outcome, type Parameter, take } from './parameter.ts'
import type { Applied, Misapplied, ScalarFunction } from './signature.ts'

/** A catalogue entry as the tables write it: what it takes, and what it gives for arguments that were taken. */
export type Definition = {
  /** Absent: an operator. */
  readonly spellings?: readonly string[]
  readonly usage: string
  readonly summary: string
  readonly compares?: true
  readonly takes: readonly Parameter[]
  /** How many of the parameters must be given; absent: all. */
  readonly needed?: number
  /** Whether the last parameter may be given again and again. */
  readonly repeats?: true
  /** Brings the taken arguments to a common form before `gives`. */
  readonly prepares?: (args: readonly Expression[]) => readonly Expression[] | Misapplied
  readonly gives: (args: readonly Expression[]) => Outcome | Misapplied
}

/** The entry of a definition. */
export function scalar(name: FunctionName, definition: Definition): ScalarFunction {
  const { takes, needed = takes.length, repeats = false, prepares = (args) => args, gives } = definition
  const apply = (args: readonly Expression[]): Applied | Misapplied => {
    const taken = take(args, takes, { needed, repeats })
    return given('expected' in taken ? taken : prepares(taken), gives)
  }
  return {
    name,
    spellings: definition.spellings ?? [],
    usage: definition.usage,
    summary: definition.summary,
    compares: definition.compares ?? false,
    apply,
  }
}

/** The entries of a table of definitions. */
export function scalars<N extends FunctionName>(
  definitions: Readonly<Record<N, Definition>>,
): Readonly<Record<N, ScalarFunction>> {
  const names = Object.keys(definitions) as N[]
  return Object.fromEntries(names.map((name) => [name, scalar(name, definitions[name])])) as Record<N, ScalarFunction>
}
