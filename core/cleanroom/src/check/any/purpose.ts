import { type Check, placeOfTable, refuse } from '../question.ts'

/** Refuses a question for a purpose that a table is not for, because its owner's consent is bound to what it was given for. */
export const checkPurpose: Check = (table, { purpose, tables }) => {
  const { name, purposes: allowed } = table.association
  if (allowed === undefined || (purpose !== undefined && allowed.includes(purpose))) return []
  const lists = tables.flatMap(({ association }) => (association.purposes === undefined ? [] : [association.purposes]))
  const common = allowed.filter((word) => lists.every((words) => words.includes(word)))
  return [refuse(table, 'RULE_PURPOSE', { table: name, purpose, allowed, common }, placeOfTable(table))]
}
