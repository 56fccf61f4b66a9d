import { type AssociationView, diagnosticView } from '@glovebox/api'
import { readCollaboration, type Source, writeDocument } from '@glovebox/cleanroom'
import type { Selectable } from 'kysely'
import type { Db } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'
import { isIsolated } from '../../usecase/required-isolation.ts'
import { accessLeft } from '../budget/access.ts'
import type { ContributionWorld } from '../contribution-world.ts'
import { type ComposedRoom, composeRoom } from '../document/compose-room.ts'
import type { RoomDocument } from '../document/room-document.ts'
import { type RoomParts, readParts, type TablePart } from '../document/room-parts.ts'
import { whyAddingUp } from './adding-up.ts'
import { definitionHash, publicDefinition } from './definition-hash.ts'
import { readinessOf } from './readiness.ts'

type Row = Selectable<Tables['table_associations']> & { readonly definition_version: number }

/** The tables of a collaboration as one of its members sees them, in the order of names. */
export async function associationViews(
  world: Pick<ContributionWorld, 'sources' | 'troubles' | 'clock' | 'engine'>,
  db: Db,
  collaboration: string,
  reader: string,
  { only, known }: { readonly only?: string; readonly known?: RoomDocument | undefined } = {},
): Promise<readonly AssociationView[]> {
  const parts = await readParts(db, collaboration)
  if (parts === undefined) return []
  const room = known?.revision === parts.revision ? known : composeRoom(parts)
  const rows = await rowsOf(db, collaboration)
  const shown = parts.tables.filter(({ name }) => only === undefined || name === only)
  const views: AssociationView[] = []
  for (const table of shown) {
    const row = rows.find(({ name }) => name === table.name)
    if (row === undefined) continue
    const left = await accessLeft(db, collaboration, table, world.clock())
    const source = sourceOf(table)
    const hasSource = source !== undefined && (await world.sources.hasSource(db, table.organisation, source))
    const trouble = table.organisation === reader ? world.troubles.of(reader, collaboration, table.name) : undefined
    const readiness = readinessOf({
      ...{ room, table, hasSource, accessLeft: left },
      isIsolated: await isIsolated([table.definition], world),
    })
    views.push({
      ...view(table, row, parts, room),
      readiness,
      ...(left.length === 0 ? {} : { accessLeft: left }),
      ...(await own(db, collaboration, table, reader)),
      ...(trouble === undefined ? {} : { trouble }),
    })
  }
  return views
}

function rowsOf(db: Db, collaboration: string): Promise<readonly Row[]> {
  return db
    .selectFrom('table_associations')
    .innerJoin('configured_tables', 'configured_tables.id', 'table_associations.configured_table')
    .selectAll('table_associations')
    .select('configured_tables.version as definition_version')
    .where('table_associations.collaboration', '=', collaboration)
    .execute()
}

function view(
  table: TablePart,
  row: Row,
  { members }: RoomParts,
  room: ComposedRoom,
): Omit<AssociationView, 'readiness'> {
  const { definition, found, receivers, destinations, accessBudget } = table
  const isCurrent = (hash: string): boolean => room.destinations.some((one) => one.hash === hash)
  const shown = publicDefinition(definition, found)
  const { columns, rule, privacy, purposes, size, minimumIsolation } = shown
  // As it holds here: members who are here, templates that were approved.
  const standing = room.document.tables?.find(({ name }) => name === table.name)
  const holding = standing?.rule ?? rule
  const typed = columns === undefined || Array.isArray(columns) ? undefined : Object.entries(columns)
  return {
    name: table.name,
    owner: members.find(({ organisation }) => organisation === table.organisation)?.member ?? '',
    status: table.isPaused ? 'paused' : 'active',
    ...(typed === undefined ? {} : { columns: typed.map(([name, type]) => ({ name, type: String(type) })) }),
    ...(holding === undefined ? {} : { rule: holding }),
    ...(privacy === undefined ? {} : { privacy }),
    public: definition.public === true,
    ...(purposes === undefined ? {} : { purposes }),
    ...(size === undefined ? {} : { size }),
    ...(minimumIsolation === undefined ? {} : { minimumIsolation }),
    ...(receivers === undefined ? {} : { receivers }),
    ...(destinations === undefined
      ? {}
      : { destinations: destinations.map((one) => ({ ...one, isCurrent: isCurrent(one.hash) })) }),
    ...(accessBudget === undefined ? {} : { accessBudget }),
    definitionVersion: row.definition_version,
    definitionHash: definitionHash(shown),
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

async function own(db: Db, collaboration: string, table: TablePart, reader: string): Promise<Partial<AssociationView>> {
  const { organisation, configuredTable, definition } = table
  if (organisation !== reader) return {}
  const warning = await whyAddingUp(db, collaboration, table)
  return {
    table: configuredTable,
    source: definition.source,
    ...(warning === undefined ? {} : { warnings: [diagnosticView(warning, '')] }),
  }
}

/** What a table's source means; it was accepted when the table was configured. */
export function sourceOf({ name, definition: { source } }: Pick<TablePart, 'name' | 'definition'>): Source | undefined {
  const document = { version: 1, collaboration: name, members: [{ name: 'you' }] } as const
  const text = writeDocument({ ...document, tables: [{ name, owner: 'you', source, public: true }] })
  return readCollaboration(text).collaboration?.tables[0]?.source
}
