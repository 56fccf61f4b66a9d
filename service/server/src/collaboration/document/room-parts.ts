import type { AllowedDestination } from '@glovebox/api'
import type { AccessBudgetDocument, BudgetDocument, ParameterDocument } from '@glovebox/cleanroom'
import type { FoundColumn } from '../../state/pins.ts'
import type { Db } from '../../store/store.ts'
import { activeMembers, type Membership } from '../membership.ts'
import type { TableDefinition } from './table-definition.ts'

/** All that is stored of a collaboration and may stand in its document. */
export type RoomParts = {
  readonly name: string
  readonly revision: number
  readonly members: readonly Membership[]
  readonly tables: readonly TablePart[]
  readonly templates: readonly TemplatePart[]
  readonly budgets: readonly BudgetPart[]
  readonly destinations: readonly DestinationPart[]
}

/** Where results may be activated to. */
export type DestinationPart = {
  readonly id: string
  readonly name: string
  readonly organisation: string
  readonly url: string
  /** Of whose it is and where. */
  readonly hash: string
}

/** A table association. */
export type TablePart = {
  readonly name: string
  readonly organisation: string
  readonly configuredTable: string
  readonly definition: TableDefinition
  readonly found?: readonly FoundColumn[]
  /** Names of members; absent: every receiver. */
  readonly receivers?: readonly string[]
  /** Where its owner lets results be activated to, as that was then; absent: nowhere. */
  readonly destinations?: readonly AllowedDestination[]
  readonly accessBudget?: readonly AccessBudgetDocument[]
  readonly isPaused: boolean
  /** What it is, if not a file of the owner's: a result that the room keeps. */
  readonly kept?: KeptTable
  /** Of a kept table: the owners' own tables that it goes back to. */
  readonly madeOf?: readonly TablePart[]
}

/** A result that is kept inside the room as a table. */
export type KeptTable = {
  /** The receipt of the run that came to it. */
  readonly receipt: string
  /** The tables that it was made of, as they were then. */
  readonly bases: readonly KeptBase[]
}

/** A table that a kept one was made of. */
export type KeptBase = {
  readonly name: string
  readonly configuredTable: string
  readonly organisation: string
  /** Of what decided what may be asked of it. */
  readonly hash: string
}

/** What is known of a kept table once it was populated. */
export type KeptSnapshot = {
  readonly bases: readonly KeptBase[]
  readonly columns?: Readonly<Record<string, string>>
}

/** The version of a template that runs: the newest that every owner approved. */
export type TemplatePart = {
  readonly id: string
  readonly name: string
  readonly organisation: string
  readonly kind: 'query' | 'activation'
  readonly reviewers: number
  readonly version: number
  readonly hash: string
  readonly sql: string
  readonly parameters: readonly ParameterDocument[]
  readonly description: string
  /** The configured tables that it reads, with whose they are; anyone could read the public ones, and nobody was asked. */
  readonly reads: readonly {
    readonly configuredTable: string
    readonly organisation: string
    readonly isPublic: boolean
  }[]
}

/** What may be spent on an owner's protected tables here. */
export type BudgetPart = { readonly organisation: string; readonly policy: Omit<BudgetDocument, 'owner'> }

/** Reads all that is stored of a collaboration; undefined where there is none. */
export async function readParts(db: Db, collaboration: string): Promise<RoomParts | undefined> {
  const room = await db
    .selectFrom('collaborations')
    .select(['name', 'revision'])
    .where('id', '=', collaboration)
    .executeTakeFirst()
  if (room === undefined) return undefined
  return {
    ...room,
    members: await activeMembers(db, collaboration),
    tables: [...(await readTables(db, collaboration)), ...(await readKeptTables(db, collaboration))],
    templates: await readTemplates(db, collaboration),
    budgets: await readBudgets(db, collaboration),
    destinations: await readDestinations(db, collaboration),
  }
}

async function readTables(db: Db, collaboration: string): Promise<readonly TablePart[]> {
  const rows = await db
    .selectFrom('table_associations')
    .innerJoin('configured_tables', 'configured_tables.id', 'table_associations.configured_table')
    .selectAll('table_associations')
    .select(['configured_tables.definition', 'configured_tables.found'])
    .where('table_associations.collaboration', '=', collaboration)
    .orderBy('table_associations.name_folded')
    .execute()
  return rows.map((row) => ({
    name: row.name,
    organisation: row.organisation,
    configuredTable: row.configured_table,
    definition: JSON.parse(row.definition) as TableDefinition,
    ...(row.found === null ? {} : { found: JSON.parse(row.found) as readonly FoundColumn[] }),
    ...(row.receivers === null ? {} : { receivers: JSON.parse(row.receivers) as readonly string[] }),
    ...(row.destinations === null
      ? {}
      : { destinations: JSON.parse(row.destinations) as readonly AllowedDestination[] }),
    ...(row.access_budget === null
      ? {}
      : { accessBudget: JSON.parse(row.access_budget) as readonly AccessBudgetDocument[] }),
    isPaused: row.is_paused === 1,
  }))
}

async function readKeptTables(db: Db, collaboration: string): Promise<readonly TablePart[]> {
  const rows = await db
    .selectFrom('intermediate_tables')
    .innerJoin('runs', 'runs.id', 'intermediate_tables.run')
    .selectAll('intermediate_tables')
    .select('runs.receipt')
    .where('intermediate_tables.collaboration', '=', collaboration)
    .where('intermediate_tables.status', '=', 'ready')
    .where('runs.result_gone_at', 'is', null)
    .orderBy('intermediate_tables.created_at')
    .orderBy('intermediate_tables.id')
    .execute()
  return rows.flatMap(({ id, name, organisation, snapshot, receipt }): readonly TablePart[] => {
    if (snapshot === null || receipt === null) return []
    const { bases, columns } = JSON.parse(snapshot) as KeptSnapshot
    if (columns === undefined) return []
    // Every rule spoke when it was populated; who asks it, and whose it is, are one.
    const custom = { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: [organisation] }
    const definition: TableDefinition = { source: keptSource, columns, rule: { custom } }
    return [{ name, organisation, configuredTable: id, definition, isPaused: false, kept: { receipt, bases } }]
  })
}

/** Stands for where the rows of a kept table are: nobody reads them there. */
const keptSource = { file: 'kept', format: 'parquet' } as const

async function readTemplates(db: Db, collaboration: string): Promise<readonly TemplatePart[]> {
  const rows = await db
    .selectFrom('templates')
    .innerJoin('template_versions', (join) =>
      join
        .onRef('template_versions.collaboration', '=', 'templates.collaboration')
        .onRef('template_versions.template', '=', 'templates.id'),
    )
    .selectAll('template_versions')
    .select(['templates.name', 'templates.organisation', 'templates.kind', 'templates.reviewers'])
    .where('templates.collaboration', '=', collaboration)
    .where('template_versions.status', '=', 'approved')
    .orderBy('templates.name_folded')
    .orderBy('template_versions.version', 'desc')
    .execute()
  const newest = rows.filter((row, index) => rows[index - 1]?.template !== row.template)
  return newest.map((row) => ({
    id: row.template,
    name: row.name,
    organisation: row.organisation,
    kind: row.kind,
    reviewers: row.reviewers,
    version: row.version,
    hash: row.hash,
    sql: row.sql,
    parameters: JSON.parse(row.parameters) as readonly ParameterDocument[],
    description: row.description,
    reads: JSON.parse(row.tables) as TemplatePart['reads'],
  }))
}

async function readBudgets(db: Db, collaboration: string): Promise<readonly BudgetPart[]> {
  const rows = await db
    .selectFrom('budget_policies')
    .select(['organisation', 'policy'])
    .where('collaboration', '=', collaboration)
    .orderBy('organisation')
    .execute()
  return rows.map(({ organisation, policy }) => ({
    organisation,
    policy: JSON.parse(policy) as BudgetPart['policy'],
  }))
}

async function readDestinations(db: Db, collaboration: string): Promise<readonly DestinationPart[]> {
  const rows = await db
    .selectFrom('destinations')
    .select(['id', 'name', 'organisation', 'place', 'hash'])
    .where('collaboration', '=', collaboration)
    .orderBy('name_folded')
    .execute()
  return rows.map(({ place, ...row }) => ({ ...row, url: (JSON.parse(place) as { readonly url: string }).url }))
}
