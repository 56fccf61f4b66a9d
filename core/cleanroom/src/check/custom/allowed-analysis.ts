import type { CustomRule } from '../../model/analysis-rule.ts'
import type { AnalysisTemplate } from '../../model/analysis-template.ts'
import { type Check, placeOfTable, type RuledTable, refuse } from '../question.ts'

/**
 * Refuses a question that the owner has not approved: SQL of members who are no providers of `ANY_QUERY`, and templates
 * that are allowed neither by name nor by author. Who wrote the text counts, not who runs it.
 */
export const checkAllowedAnalysis: Check<RuledTable<CustomRule>> = (table, { member, template, collaboration }) => {
  const { rule, association } = table
  if (template !== undefined) {
    if (isAllowed(template, rule)) return []
    const parameters = { template: template.name, table: association.name }
    return [refuse(table, 'RULE_TEMPLATE_NOT_ALLOWED', parameters, placeOfTable(table))]
  }
  if (isProvider(member, rule)) return []
  // A hint only: the words of the text say well enough whether a template is about this table.
  const mentions = ({ sql }: AnalysisTemplate): boolean => sql.match(/\w+/g)?.includes(association.name) ?? false
  const templates = collaboration.templates.filter((t) => isAllowed(t, rule) && mentions(t)).map(({ name }) => name)
  const parameters = { table: association.name, member, templates }
  return [refuse(table, 'RULE_QUERY_NOT_ALLOWED', parameters, placeOfTable(table))]
}

function isProvider(member: string, { allowedAnalyses, allowedAnalysisProviders }: CustomRule): boolean {
  return allowedAnalyses.includes('ANY_QUERY') && allowedAnalysisProviders.includes(member)
}

function isAllowed({ name, author }: AnalysisTemplate, rule: CustomRule): boolean {
  // A template that is called ANY_QUERY is not meant by the word.
  return (name !== 'ANY_QUERY' && rule.allowedAnalyses.includes(name)) || isProvider(author, rule)
}
