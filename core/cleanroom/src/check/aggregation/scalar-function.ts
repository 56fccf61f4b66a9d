import type { Expression, FunctionName } from '@glovebox/sql'

/** The scalar functions that AWS Clean Rooms lets a rule list, by ours. CURRENT_DATE, GETDATE, TO_CHAR and TO_NUMBER are not offered. */
const ruleNames: Readonly<Partial<Record<FunctionName, readonly string[]>>> = {
  abs: ['ABS'],
  ceil: ['CEILING'],
  coalesce: ['COALESCE'],
  'date-add': ['DATEADD'],
  'date-part': ['EXTRACT'],
  floor: ['FLOOR'],
  ln: ['LN'],
  log10: ['LOG'],
  lower: ['LOWER'],
  round: ['ROUND'],
  'trim-right': ['RTRIM'],
  sqrt: ['SQRT'],
  substring: ['SUBSTRING'],
  'to-date': ['TO_DATE'],
  'to-timestamp': ['TO_TIMESTAMP'],
  trim: ['TRIM'],
  truncate: ['TRUNC'],
  upper: ['UPPER'],
}

/** The names under which a rule can allow an expression; none for what no rule can. */
export function namesInRule(expression: Expression): readonly string[] {
  if (expression.kind === 'cast') return expression.implicit ? [] : ['CAST', 'CONVERT']
  return (expression.kind === 'call' ? ruleNames[expression.function] : undefined) ?? []
}
