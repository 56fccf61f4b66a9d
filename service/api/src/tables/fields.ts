import { type Shape, text } from '../contract/shape.ts'

/** An id with its prefix. Any short text is let through: one that is no id names nothing that exists. */
export function idOf(prefix: 'tbl' | 'tpl' | 'int' | 'run'): Shape<string> {
  return text({ min: 1, max: 64, example: `${prefix}_${'a'.repeat(26)}` })
}

/** A name in SQL and in rules. */
export const name: Shape<string> = text({ min: 1, max: 128 })

export const description: Shape<string> = text({ max: 4000 })

/** A hash in hexadecimal. */
export const hash: Shape<string> = text({ max: 64 })
