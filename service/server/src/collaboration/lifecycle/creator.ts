import { type Refused, refused } from '../outcome.ts'

/** What only the creator of a collaboration does. */
export const notCreator: Refused = refused('SCOPE_MISSING', {
  reason: 'NOT_CREATOR',
  detail: 'only the creator of the collaboration may do that',
})
