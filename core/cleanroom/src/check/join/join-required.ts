import type { TableRelation } from '@glovebox/sql'
import { type Check, type Question, refuse } from '../question.ts'
import { type JoinedTable, links } from './join-condition.ts'

/**
 * Refuses a table that no chain of joins connects with a table of whoever asks, where its rule wants that, because its
 * owner gives results about common people only. The asker's own table must be joined with another one.
 */
export const checkJoinRequired: Check<JoinedTable> = (table, question) => {
  const { rule, association, occurrences } = table
  if (rule.kind === 'aggregation' && rule.joinRequired === undefined) return []
  const isOwn = association.owner === question.member
  const answers = (other: TableRelation): boolean => isPartner(other.table, table.association.name, isOwn, question)
  const alone = occurrences.filter((occurrence) => !connected(occurrence, question).some(answers))
  const candidates = partners(table, isOwn, question)
  const parameters = { table: association.name, isOwn, candidates, allowed: rule.joinColumns }
  return alone.map(({ at }) => refuse(table, 'RULE_JOIN_REQUIRED', parameters, at))
}

/** The tables that fulfil the requirement: those with a join column of the same name, or else with any. */
function partners({ rule, association }: JoinedTable, isOwn: boolean, question: Question): readonly string[] {
  const able = question.collaboration.tables.flatMap((other) => {
    const joinColumns = other.rule?.kind === rule.kind && 'joinColumns' in other.rule ? other.rule.joinColumns : []
    const isAble = joinColumns.length > 0 && isPartner(other.name, association.name, isOwn, question)
    return isAble ? [{ name: other.name, joinColumns }] : []
  })
  const alike = able.filter(({ joinColumns }) => joinColumns.some((column) => rule.joinColumns.includes(column)))
  return (alike.length > 0 ? alike : able).map(({ name }) => name)
}

/** Whether joining a table fulfils the requirement. A public table never does: it is nobody's list of people. */
function isPartner(name: string, of: string, isOwn: boolean, { collaboration, member }: Question): boolean {
  const other = collaboration.tables.find((table) => table.name === name)
  if (other === undefined || other.name === of || other.rule === undefined) return false
  return isOwn || other.owner === member
}

/** The occurrences that joins connect with one, directly or through others. */
function connected(from: TableRelation, question: Question): readonly TableRelation[] {
  const edges = links(question)
  const found = new Set([from])
  // A set gives what is added to it while it is walked, so this ends when nothing is left to add.
  for (const occurrence of found) {
    for (const { left, right } of edges) {
      if (left === occurrence) found.add(right)
      if (right === occurrence) found.add(left)
    }
  }
  return [...found]
}
