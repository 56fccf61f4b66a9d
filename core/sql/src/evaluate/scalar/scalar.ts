import type { FunctionName } from '../../function/function-name.ts'
import type { SqlType, Value } from '../../type/sql-type.ts'
import { dates } from './date.ts'
import type { Implementation } from './implementation.ts'
import { internal } from './internal.ts'
import { logic } from './logic.ts'
import { number } from './number.ts'
import { texts } from './text.ts'

/** What each scalar function gives. */
const implementations: Readonly<Record<FunctionName, Implementation>> = {
  ...logic,
  ...number,
  ...texts,
  ...dates,
  ...internal,
}

/** The value of a call. */
export function callValue(
  name: FunctionName,
  args: readonly Value[],
  types: readonly SqlType[],
  result: SqlType,
): Value {
  return implementations[name](args, types, result)
}
