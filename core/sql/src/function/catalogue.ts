import { aggregateFunctions } from './aggregate.ts'
import { arithmeticFunctions } from './arithmetic.ts'
import { booleanFunctions } from './boolean.ts'
import { comparisonFunctions } from './comparison.ts'
import { conditionalFunctions } from './conditional.ts'
import { dateFunctions } from './date.ts'
import type { FunctionName } from './function-name.ts'
import { internalFunctions } from './internal.ts'
import { numberFunctions } from './number.ts'
import type { AggregateFunction, ScalarFunction, WindowFunction } from './signature.ts'
import { textFunctions } from './text.ts'
import { windowFunctions } from './window.ts'

export { aggregateFunctions } from './aggregate.ts'
export { windowFunctions } from './window.ts'

/** Every scalar function and operator. */
export const scalarFunctions: Readonly<Record<FunctionName, ScalarFunction>> = {
  ...booleanFunctions,
  ...comparisonFunctions,
  ...arithmeticFunctions,
  ...numberFunctions,
  ...conditionalFunctions,
  ...textFunctions,
  ...dateFunctions,
  ...internalFunctions,
}

const scalarsBySpelling = bySpelling(Object.values(scalarFunctions))
const aggregatesBySpelling = bySpelling(Object.values(aggregateFunctions))
const windowsBySpelling = bySpelling(Object.values(windowFunctions))

/** The scalar function of a spelling, lower case; undefined where it is none, or only another way to call one (`form.ts`). */
export function findScalar(spelling: string): ScalarFunction | undefined {
  return scalarsBySpelling.get(spelling)
}

/** The aggregate of a spelling, lower case. */
export function findAggregate(spelling: string): AggregateFunction | undefined {
  return aggregatesBySpelling.get(spelling)
}

/** The window function of a spelling, lower case. */
export function findWindow(spelling: string): WindowFunction | undefined {
  return windowsBySpelling.get(spelling)
}

function bySpelling<F extends { readonly spellings: readonly string[] }>(
  functions: readonly F[],
): ReadonlyMap<string, F> {
  return new Map(functions.flatMap((f) => f.spellings.map((spelling) => [spelling, f] as const)))
}
