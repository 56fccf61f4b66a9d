import type { Expression } from '../relation/relation.ts'

/** The text of an expression made of literals joined by `||` or CONCAT; undefined for any other, null for NULL. */
export function constantText(expression: Expression): string | null | undefined {
  if (expression.kind === 'literal') {
    const { value } = expression
    return typeof value === 'string' || value === null ? value : undefined
  }
  if (expression.kind !== 'call') return undefined
  if (expression.function !== 'concatenate' && expression.function !== 'concat') return undefined
  const parts = expression.arguments.map(constantText)
  if (parts.includes(undefined)) return undefined
  return expression.function === 'concatenate' && parts.includes(null) ? null : parts.join('')
}

/** Whether every escape character of a LIKE pattern has something after it. */
export function isWellFormedPattern(pattern: string, escapeCharacter: string): boolean {
  if (escapeCharacter === '') return true
  let isEscaped = false
  for (const character of pattern) isEscaped = !isEscaped && character === escapeCharacter
  return !isEscaped
}
