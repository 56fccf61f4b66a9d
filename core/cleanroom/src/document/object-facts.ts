import type {
  BudgetDocument,
  ColumnsDocument,
  DestinationDocument,
  MemberDocument,
  PrivacyDocument,
  TableDocument,
  TemplateDocument,
} from './document.ts'
import {
  allowList,
  ceiling,
  type Fact,
  fact,
  floor,
  given,
  grants,
  names,
  neither,
  rankedBy,
  restricts,
  unknown,
} from './fact.ts'
import type { Json } from './json.ts'
import { ruleFacts } from './rule-facts.ts'

/** What a document says of a member. */
export function memberFacts({ abilities = [] }: MemberDocument): readonly Fact[] {
  return abilities.flatMap((ability) => names('abilities', [ability], abilityWeigh(ability)))
}

function abilityWeigh(ability: string): typeof grants {
  if (ability === 'query' || ability === 'receive' || ability === 'activate') return grants
  return ability === 'train' ? unknown : neither
}

/** What it says of a table. */
export function tableFacts(table: TableDocument): readonly Fact[] {
  const { privacy, accessBudget = [] } = table
  return [
    fact('owner', table.owner, unknown),
    fact('source', table.source as Json, unknown),
    ...columnFacts(table.columns),
    ...ruleFacts(table.rule),
    ...(privacy === undefined ? [] : [fact('privacy', privacy as Json, restricts, privacyFacts(privacy))]),
    ...given('public', table.public === true ? true : undefined, grants),
    ...accessBudget.flatMap(({ per, runs, refresh = true }) => [
      fact(`accessBudget.${per}`, { per, runs, refresh }, restricts, [
        fact(`accessBudget.${per}.runs`, runs, ceiling),
        fact(`accessBudget.${per}.refresh`, per !== 'lifetime' && refresh, rankedBy('false', 'true')),
      ]),
    ]),
    ...names('destinations', table.destinations, grants),
    ...allowList('purposes', table.purposes),
    ...given('size', table.size, neither),
    // Without one runs may be as open as they are with the weakest.
    fact('minimumIsolation', table.minimumIsolation ?? 'process', rankedBy('sandbox', 'process')),
  ]
}

/** Without a list every column of the source is allowed. */
function columnFacts(columns: ColumnsDocument | undefined): readonly Fact[] {
  if (columns === undefined) return []
  const listed = Array.isArray(columns)
    ? columns.map((name: string) => [name, 'as in the source'] as const)
    : Object.entries(columns)
  const parts = listed.map(([name, type]) => fact(`columns.${name}`, type, grants))
  return [fact('columns', columns as Json, restricts, parts)]
}

/** Wrong facts of an owner harm its own people; whether a right one changed, only the owner knows. */
function privacyFacts({ unit, columns = {}, maxGroupsContributed, maxRowsPerGroup }: PrivacyDocument): readonly Fact[] {
  return [
    fact('privacy.unit', typeof unit === 'string' ? [unit] : [...unit], unknown),
    ...Object.entries(columns).flatMap(([column, { range, values }]) => [
      ...given(`privacy.columns.${column}.range`, range === undefined ? undefined : [...range], unknown),
      ...given(`privacy.columns.${column}.values`, values === undefined ? undefined : [...values], unknown),
    ]),
    ...given('privacy.maxGroupsContributed', maxGroupsContributed, unknown),
    ...given('privacy.maxRowsPerGroup', maxRowsPerGroup, unknown),
  ]
}

/** What it says of a budget; what is not said counts as its default. */
export function budgetFacts(budget: BudgetDocument): readonly Fact[] {
  const { accounting = 'zcdp', usersNoisePerQuery: users, members = {} } = budget
  const perQuery = budget.perQuery ?? (users === undefined ? undefined : { noise: { users } })
  return [
    fact('epsilon', budget.epsilon, ceiling),
    fact('delta', budget.delta ?? (accounting === 'pure' ? 0 : 1e-6), ceiling),
    fact('refresh', budget.refresh ?? 'none', rankedBy('none', 'calendar-month')),
    ...given('warnAt', budget.warnAt === undefined ? undefined : [...budget.warnAt], neither),
    ...given('perQuery', perQuery, unknown),
    ...given('maxEpsilonPerQuery', budget.maxEpsilonPerQuery, ceiling),
    fact('accounting', accounting, unknown),
    ...Object.entries(members).map(([member, { epsilon }]) => fact(`members.${member}.epsilon`, epsilon, ceiling)),
  ]
}

/** What it says of a destination: another place under an allowed name is another place. */
export function destinationFacts({ owner, https }: DestinationDocument): readonly Fact[] {
  return [fact('owner', owner, unknown), fact('https', https, unknown)]
}

/** What it says of a template. Rules name templates, so another text under an allowed name is another question. */
export function templateFacts(template: TemplateDocument): readonly Fact[] {
  return [
    fact('author', template.author, unknown),
    fact('sql', template.sql, unknown),
    ...(template.parameters ?? []).map(({ name, description, ...parameter }) =>
      fact(`parameters.${name}`, { ...parameter, ...(description === undefined ? {} : { description }) }, unknown),
    ),
    ...given('description', template.description, neither),
    ...names('approvedBy', template.approvedBy, neither),
    fact('reviewers', template.reviewers ?? 1, floor),
    ...given('kind', template.kind === 'activation' ? template.kind : undefined, unknown),
  ]
}
