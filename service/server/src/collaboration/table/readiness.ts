import type { AccessLeft, AssociationView, ReadinessCode, ReadinessReason } from '@glovebox/api'
import { allowedNow, type ComposedRoom } from '../document/compose-room.ts'
import type { TablePart } from '../document/room-parts.ts'
import { additionalAnalysesOf, customBodyOf, isActivatable, textsOf } from '../document/table-definition.ts'
import { isProtected } from './adding-up.ts'

/** What readiness is a function of. Of the data only whether a file is there. */
export type ReadinessFacts = {
  readonly room: ComposedRoom
  readonly table: TablePart
  readonly hasSource: boolean
  /** Whether runs on this machine are kept apart as well as its owner wants. */
  readonly isIsolated: boolean
  readonly accessLeft: readonly AccessLeft[]
}

/** Whether a table can be asked, and what stands in the way: for results themselves, and for additional analyses. */
export function readinessOf(facts: ReadinessFacts): AssociationView['readiness'] {
  const common = [...whyAbsent(facts), ...whyRule(facts), ...whyUsedUp(facts), ...whyTooOpen(facts)]
  return {
    direct: readiness([...common, ...whyReceivers(facts), ...whyNotDirect(facts)]),
    additional: readiness([...common, ...whyNotAdditional(facts)]),
  }
}

function readiness(codes: readonly ReadinessCode[]): AssociationView['readiness']['direct'] {
  const reasons = [...new Set(codes)].map((code): ReadinessReason => ({ code, ...readinessWording[code] }))
  return { status: reasons.length === 0 ? 'ready' : 'not-ready', reasons }
}

function whyAbsent({ room, table, hasSource }: ReadinessFacts): readonly ReadinessCode[] {
  const absence: Readonly<Record<ComposedRoom['withheld'][number]['why'], ReadinessCode>> = {
    paused: 'TABLE_PAUSED',
    'owner-absent': 'OWNER_PAUSED',
    'schema-unknown': 'SCHEMA_UNKNOWN',
    'base-changed': 'INTERMEDIATE_TABLE_INHERITED_CONSTRAINTS_VIOLATED',
    'not-activatable': 'ADDITIONAL_ANALYSES_NOT_ALLOWED',
    refused: 'CONFIGURATION_REFUSED',
  }
  const withheld = room.withheld.filter(({ kind, name }) => kind === 'table' && name === table.name)
  return [...withheld.map(({ why }) => absence[why]), ...(hasSource ? [] : (['SOURCE_NOT_FOUND'] as const))]
}

function whyRule({ room, table }: ReadinessFacts): readonly ReadinessCode[] {
  const { definition } = table
  if (definition.public === true) return []
  if (definition.rule === undefined) return ['ANALYSIS_RULE_MISSING']
  const custom = customBodyOf(definition)
  const standing = room.collaboration.tables.find(({ name }) => name === table.name)?.rule
  const codes: ReadinessCode[] = []
  if (custom !== undefined && standing?.kind === 'custom' && standing.allowedAnalyses.length === 0) {
    const wantsQueries = textsOf(custom.allowedAnalyses).includes('ANY_QUERY')
    codes.push(wantsQueries ? 'ANALYSIS_PROVIDERS_NOT_CONFIGURED' : 'ANALYSIS_TEMPLATES_NOT_CONFIGURED')
  }
  const owner = room.members.find(({ organisation }) => organisation === table.organisation)?.member
  const hasBudget = room.collaboration.budgets.some((budget) => budget.owner === owner)
  if (isProtected(definition) && !hasBudget) codes.push('DIFFERENTIAL_PRIVACY_POLICY_NOT_CONFIGURED')
  return codes
}

function whyReceivers({ room, table }: ReadinessFacts): readonly ReadinessCode[] {
  const receiving = room.members.filter(
    ({ abilities, pausedAt }) => abilities.includes('receive') && pausedAt === undefined,
  )
  if (receiving.length === 0) return ['RESULT_RECEIVERS_NOT_CONFIGURED']
  const { receivers } = table
  return receivers === undefined || receiving.some(({ member }) => receivers.includes(member))
    ? []
    : ['RESULT_RECEIVERS_NOT_ALLOWED']
}

function whyUsedUp({ accessLeft }: ReadinessFacts): readonly ReadinessCode[] {
  return accessLeft.some(({ left }) => left === 0) ? ['ACCESS_BUDGET_EXHAUSTED'] : []
}

function whyTooOpen({ isIsolated }: ReadinessFacts): readonly ReadinessCode[] {
  return isIsolated ? [] : ['ISOLATION_TOO_WEAK']
}

function whyNotDirect({ table }: ReadinessFacts): readonly ReadinessCode[] {
  return additionalAnalysesOf(table.definition) === 'REQUIRED' ? ['ADDITIONAL_ANALYSES_REQUIRED'] : []
}

function whyNotAdditional({ room, table }: ReadinessFacts): readonly ReadinessCode[] {
  if (!isActivatable(table.definition)) return ['ADDITIONAL_ANALYSES_NOT_ALLOWED']
  const hasOne = room.templates.some(({ kind }) => kind === 'activation')
  return [
    ...(hasOne ? [] : (['ADDITIONAL_ANALYSES_NOT_CONFIGURED'] as const)),
    ...(allowedNow(table, room.destinations).length > 0 ? [] : (['ACTIVATION_DESTINATIONS_NOT_ALLOWED'] as const)),
  ]
}

type Wording = { readonly message: string; readonly help: string }

/** What reasons say. */
export const readinessWording: Readonly<Record<ReadinessCode, Wording>> = {
  ANALYSIS_RULE_MISSING: {
    message: 'the table has no rule, so nobody can ask anything of it',
    help: 'its owner adds a `rule`, or `public: true` where anyone in the collaboration may read it',
  },
  ANALYSIS_TEMPLATES_NOT_CONFIGURED: {
    message: 'its rule allows approved templates only, and there is none',
    help: 'propose a template that reads it, and have its owner approve it',
  },
  ANALYSIS_PROVIDERS_NOT_CONFIGURED: {
    message: 'its rule allows queries of members who are not in this collaboration',
    help: 'its owner names a member of this collaboration in `allowedAnalysisProviders`',
  },
  DIFFERENTIAL_PRIVACY_POLICY_NOT_CONFIGURED: {
    message: 'it is protected by differential privacy, and its owner has set no budget here',
    help: 'its owner sets a privacy budget in this collaboration',
  },
  ADDITIONAL_ANALYSES_NOT_CONFIGURED: {
    message: 'its rule allows additional analyses, and no activation template is approved',
    help: 'propose a template of the kind `activation`, and have every owner approve it',
  },
  ADDITIONAL_ANALYSES_NOT_ALLOWED: {
    message: 'its rule does not let results feed an additional analysis',
    help: 'its owner writes `additionalAnalyses: ALLOWED` in the rule',
  },
  ADDITIONAL_ANALYSES_REQUIRED: {
    message: 'its rule lets results only feed an additional analysis',
    help: 'activate an approved template of the kind `activation`',
  },
  ACTIVATION_DESTINATIONS_NOT_ALLOWED: {
    message: 'its owner lets results be activated to no destination, or to ones that have changed since',
    help: 'its owner looks at the destinations of the collaboration and allows one',
  },
  RESULT_RECEIVERS_NOT_CONFIGURED: {
    message: 'no member of the collaboration may receive results',
    help: 'open a change request that gives a member the ability `receive`',
  },
  RESULT_RECEIVERS_NOT_ALLOWED: {
    message: 'none of the members who may receive results may receive those that read it',
    help: 'its owner adds one of them to its receivers',
  },
  ACCESS_BUDGET_EXHAUSTED: {
    message: 'runs have read it as often as its owner allows',
    help: 'wait for the next period, or ask its owner for a larger access budget',
  },
  TABLE_PAUSED: { message: 'its owner has paused it', help: 'ask its owner to resume it' },
  OWNER_PAUSED: {
    message: 'its owner has paused its part in the collaboration',
    help: 'ask its owner to resume its membership',
  },
  SCHEMA_UNKNOWN: {
    message: 'its columns and types are not known',
    help: 'its owner uploads the file and reads its schema, or writes the types down',
  },
  SOURCE_NOT_FOUND: { message: 'its file is not there', help: 'its owner uploads it' },
  ISOLATION_TOO_WEAK: {
    message: 'its owner wants runs in a sandbox, and this server has none',
    help: 'the operator can allow one; what is missing stands in every receipt under `isolation`',
  },
  CONFIGURATION_REFUSED: {
    message: 'what it says does not fit the rest of the collaboration',
    help: 'its owner finds what is wrong by changing the table, which then says so',
  },
  INTERMEDIATE_TABLE_NOT_POPULATED: { message: 'nothing is kept in it', help: 'populate it' },
  INTERMEDIATE_TABLE_BASE_TABLE_REMOVED: {
    message: 'a table that it was made of is no longer in the collaboration',
    help: 'make it anew of what is there',
  },
  INTERMEDIATE_TABLE_INHERITED_CONSTRAINTS_VIOLATED: {
    message: 'a table that it was made of is paused, or its owner has changed what may be asked of it',
    help: 'populate it again',
  },
  INTERMEDIATE_TABLE_DISALLOWED_BY_DATA_PROVIDER: {
    message: 'the owner of a table that it was made of does not allow it any more',
    help: 'ask the owner',
  },
  INTERMEDIATE_TABLE_RETENTION_PERIOD_EXPIRED: {
    message: 'it was kept as long as it may be',
    help: 'populate it again',
  },
}
