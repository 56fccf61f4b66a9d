import type { Ability } from '@glovebox/cleanroom'
import { oneOf, type Shape, text } from '../contract/shape.ts'

/** An id with its prefix. Any short text is let through: one that is no id names nothing that exists. */
export function id(prefix: 'col' | 'org' | 'chg'): Shape<string> {
  return text({ min: 1, max: 64, example: `${prefix}_${'a'.repeat(26)}` })
}

/** A point in time, ISO 8601 in UTC. */
export const moment: Shape<string> = text({ max: 40, format: 'date-time' })

/** The name of a member in a collaboration. */
export const memberName: Shape<string> = text({ min: 1, max: 128 })

/** What a person says about an act. */
export const comment: Shape<string> = text({ min: 1, max: 4000 })

export const ability: Shape<Ability> = oneOf('query', 'receive', 'contribute', 'train', 'pay', 'activate')
