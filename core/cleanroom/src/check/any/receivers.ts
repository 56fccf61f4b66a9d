import type { Collaboration } from '../../model/collaboration.ts'
import { type Check, placeOfTable, refuse } from '../question.ts'

/**
 * Refuses a table whose results may go to nobody, once the lists of all the tables read are taken together. What is
 * activated goes to no member.
 */
export const checkReceivers: Check = (table, { collaboration, tables, destination }) => {
  if (destination !== undefined) return []
  const allowed = listed(collaboration, table.association.name)
  if (allowed === undefined) return []
  const lists = tables.flatMap(({ association }) => {
    const members = listed(collaboration, association.name)
    return members === undefined ? [] : [members]
  })
  const able = collaboration.members.filter(({ abilities }) => abilities.includes('receive'))
  if (able.some(({ name }) => lists.every((members) => members.includes(name)))) return []
  return [refuse(table, 'RULE_RECEIVERS', { table: table.association.name, allowed }, placeOfTable(table))]
}

function listed({ receivers }: Collaboration, table: string): readonly string[] | undefined {
  return receivers.find((entry) => entry.table === table)?.members
}
