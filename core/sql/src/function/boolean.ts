import { booleanType } from '../type/sql-type.ts'
import { type Definition, scalars } from './define.ts'
import type { FunctionName } from './function-name.ts'
import { aBoolean, anyNullable, aValue } from './parameter.ts'
import type { ScalarFunction } from './signature.ts'

/** The names in this table. */
export type BooleanName = Extract<FunctionName, 'and' | 'or' | 'not' | `is-${'' | 'not-'}${'null' | 'true' | 'false'}`>

/** AND, OR, NOT and the IS tests. */
export const booleanFunctions: Readonly<Record<BooleanName, ScalarFunction>> = scalars({
  and: connective('condition AND condition', 'True if both are, false if either is false, else NULL.'),
  or: connective('condition OR condition', 'True if either is, false if both are false, else NULL.'),
  not: {
    usage: 'NOT condition',
    summary: 'The other truth value; NULL stays NULL.',
    takes: [aBoolean],
    gives: (args) => ({ type: booleanType, nullable: anyNullable(args) }),
  },
  'is-null': nullTest('value IS NULL', 'Whether there is no value.'),
  'is-not-null': nullTest('value IS NOT NULL', 'Whether there is a value.'),
  'is-true': truthTest('condition IS TRUE', 'Whether the condition is true; NULL is not.'),
  'is-false': truthTest('condition IS FALSE', 'Whether the condition is false; NULL is not.'),
  'is-not-true': truthTest('condition IS NOT TRUE', 'Whether the condition is false or NULL.'),
  'is-not-false': truthTest('condition IS NOT FALSE', 'Whether the condition is true or NULL.'),
})

function connective(usage: string, summary: string): Definition {
  return {
    usage,
    summary,
    takes: [aBoolean, aBoolean],
    repeats: true,
    gives: (args) => ({ type: booleanType, nullable: anyNullable(args) }),
  }
}

function nullTest(usage: string, summary: string): Definition {
  return { usage, summary, takes: [aValue], gives: () => ({ type: booleanType, nullable: false }) }
}

function truthTest(usage: string, summary: string): Definition {
  return { usage, summary, compares: true, takes: [aBoolean], gives: () => ({ type: booleanType, nullable: false }) }
}
