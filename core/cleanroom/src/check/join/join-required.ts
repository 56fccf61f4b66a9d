import type { TableRelation } from '@glovebox/sql'
import type { AggregationRule, ListRule } from '../../model/analysis-rule.ts'
import { type Check, type Question, type RuledTable, refuse } from '../question.ts'
import { links } from './join-condition.ts'

/**
 * Refuses a table that no chain of joins connects with a table of whoever asks, where its rule wants that, because its
 * owner gives results about common people only. The asker's own table must be joined with another one.
 */
export const checkJoinRequired: Check<RuledTable<AggregationRule | ListRule>> = (table, question) => {
  const { rule, association, occurrences } = table
  if (rule.kind === 'aggregation' && rule.joinRequired === undefined) return []
  const isOwn = association.owner === question.member
  const answers = (other: TableRelation): boolean => isPartner(other.table, table.association.name, isOwn, question)
  const alone = occurrences.filter((occurrence) => !connected(occurrence, question).some(answers))
  const candidates = question.collaboration.tables
    .filter((t) => t.rule?.kind === rule.kind && isPartner(t.name, association.name, isOwn, question))
    .map(({ name }) => name)
  const parameters = { table: association.name, isOwn, candidates, allowed: rule.joinColumns }
  return alone.map(({ at }) => refuse(table, 'RULE_JOIN_REQUIRED', parameters, at))
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
