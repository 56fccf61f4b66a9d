import { type Check, placeOfTable, refuse } from '../question.ts'

/** Refuses a table whose owner has not allowed the destination that its result would go to; public ones too. */
export const checkDestination: Check = (table, { destination, collaboration }) => {
  const isKnown = collaboration.destinations.some(({ name }) => name === destination)
  const { name, destinations: allowed = [] } = table.association
  if (destination === undefined || !isKnown || allowed.includes(destination)) return []
  return [refuse(table, 'RULE_DESTINATION', { table: name, destination, allowed }, placeOfTable(table))]
}
