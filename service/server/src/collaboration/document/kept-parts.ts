import { largestSize, strongestIsolation } from '@glovebox/cleanroom'
import { definitionHash, publicDefinition } from '../table/definition-hash.ts'
import type { TablePart } from './room-parts.ts'
import { customBodyOf, isActivatable, withCustomBody } from './table-definition.ts'

/** The hash of what decides what may be asked of a table; of a kept one, that of the run that it is. */
export function partHash({ definition, found, kept }: TablePart): string {
  return kept === undefined ? definitionHash(publicDefinition(definition, found)) : kept.receipt
}

/**
 * Kept tables with what they inherit of those that they were made of: receivers, destinations, purposes and isolation are those of all of them,
 * and whoever reads one reads them. That no row of it may leave otherwise was decided when it was populated.
 */
export function inheritedParts(tables: readonly TablePart[]): readonly TablePart[] {
  const done: TablePart[] = tables.filter(({ kept }) => kept === undefined)
  // In the order in which they were made: what one is made of stands before it.
  for (const table of tables) if (table.kept !== undefined) done.push(inherited(table, done))
  return done
}

function inherited(table: TablePart, others: readonly TablePart[]): TablePart {
  const bases = basesOf(table, others)
  const { receivers: _r, destinations: _d, ...rest } = table
  const receivers = common(bases.map((base) => base.receivers))
  // Where one of them may not go, and nobody said, it may not go.
  const [allowed = [], ...further] = bases.map((base) => base.destinations ?? [])
  const destinations = allowed.filter(({ hash }) => further.every((list) => list.some((one) => one.hash === hash)))
  const purposes = common(bases.map(({ definition }) => definition.purposes))
  const size = largestSize(bases.map(({ definition }) => definition.size))
  const isolation = strongestIsolation(bases.map(({ definition }) => definition.minimumIsolation))
  const madeOf = bases.flatMap((base) => base.madeOf ?? [base])
  const isOpen = bases.every(({ definition }) => isActivatable(definition))
  const custom = { ...customBodyOf(table.definition), additionalAnalyses: isOpen ? 'ALLOWED' : 'NOT_ALLOWED' }
  const definition = withCustomBody(table.definition, { allowedAnalyses: [], ...custom })
  return {
    ...rest,
    ...(receivers === undefined ? {} : { receivers }),
    destinations,
    definition: {
      ...definition,
      ...(purposes === undefined ? {} : { purposes }),
      ...(size === undefined ? {} : { size }),
      ...(isolation === undefined ? {} : { minimumIsolation: isolation }),
    },
    madeOf: [...new Map(madeOf.map((base) => [base.configuredTable, base])).values()],
  }
}

/** What is in all lists that there are; undefined where there is none. */
function common(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const given = lists.filter((list) => list !== undefined)
  const [first, ...rest] = given
  return first?.filter((item) => rest.every((list) => list.includes(item)))
}

/** Kept tables fall with what they were made of, and when what decides about that is another now. */
export function standingKept(tables: readonly TablePart[]): readonly TablePart[] {
  const standing = tables.filter(
    (table) => table.kept === undefined || basesOf(table, tables).length === table.kept.bases.length,
  )
  return standing.length === tables.length ? standing : standingKept(standing)
}

function basesOf({ kept }: TablePart, tables: readonly TablePart[]): readonly TablePart[] {
  return (kept?.bases ?? []).flatMap(
    ({ configuredTable, hash }) =>
      tables.find((table) => table.configuredTable === configuredTable && partHash(table) === hash) ?? [],
  )
}
