import type { AccessLeft } from '@glovebox/api'
import type { AccessBudgetDocument } from '@glovebox/cleanroom'
import { sql } from 'kysely'
import type { Db } from '../../store/store.ts'
import { countedPeriod, periodOf } from './access-periods.ts'

/** A table that runs read, and how often they may. */
export type CountedTable = {
  readonly name: string
  readonly configuredTable: string
  readonly accessBudget?: readonly AccessBudgetDocument[]
  /** The tables that it was made of, where it is a result that was kept: reading it is reading them. */
  readonly madeOf?: readonly CountedTable[]
}

/** What is left of each limit of a table. */
export async function accessLeft(
  db: Db,
  collaboration: string,
  { configuredTable, accessBudget = [] }: CountedTable,
  at: Date,
): Promise<readonly AccessLeft[]> {
  if (accessBudget.length === 0) return []
  const counts = await countsOf(db, collaboration, configuredTable)
  return accessBudget.map((limit) => {
    const { key, from, until } = countedPeriod(limit, at)
    const left = Math.max(0, limit.runs - usedFrom(counts, key))
    return { ...limit, left, ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) }
  })
}

/** A table whose access budget is used up; `until` is when it may be read again. */
export type AccessRefused = {
  readonly table: string
  readonly per: AccessBudgetDocument['per']
  readonly until?: string
}

/** Which of these tables a run may not read any more; counts nothing, so that it may be told before a run is begun. */
export async function whyNoAccess(
  db: Db,
  collaboration: string,
  read: readonly CountedTable[],
  at: Date,
): Promise<AccessRefused | undefined> {
  for (const table of read.flatMap((one) => one.madeOf ?? [one])) {
    const exhausted = (await accessLeft(db, collaboration, table, at)).find(({ left }) => left === 0)
    if (exhausted === undefined) continue
    const { per, until } = exhausted
    return { table: table.name, per, ...(until === undefined ? {} : { until }) }
  }
  return undefined
}

/**
 * Counts one run for each of these tables, in the transaction that begins it; or refuses all of them. Every period is
 * counted, whether or not there is a limit for it, so that a limit that is set later knows what was before.
 */
export async function debitAccess(
  tx: Db,
  collaboration: string,
  read: readonly CountedTable[],
  at: Date,
): Promise<'paid' | AccessRefused> {
  const refused = await whyNoAccess(tx, collaboration, read, at)
  if (refused !== undefined) return refused
  const tables = read.flatMap((table) => table.madeOf ?? [table])
  const distinct = new Set(tables.map(({ configuredTable }) => configuredTable))
  for (const configuredTable of distinct) {
    const counts = await countsOf(tx, collaboration, configuredTable)
    for (const per of ['day', 'week', 'month', 'lifetime'] as const) {
      await tx
        .insertInto('access_counts')
        .values({
          collaboration,
          configured_table: configuredTable,
          period: latestOf(counts, periodOf(per, at).key),
          used: 1,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['collaboration', 'configured_table', 'period'])
            .doUpdateSet({ used: sql<number>`access_counts.used + 1` }),
        )
        .execute()
    }
  }
  return 'paid'
}

/** What was used in a period and in those after it: a clock that goes back gives nothing back. */
function usedFrom(counts: ReadonlyMap<string, number>, key: string): number {
  return [...counts].reduce((sum, [other, used]) => (isNotBefore(other, key) ? sum + used : sum), 0)
}

/** The period to count in: the last one that was counted in, where the clock is behind it. */
function latestOf(counts: ReadonlyMap<string, number>, key: string): string {
  return [...counts.keys()].filter((other) => isNotBefore(other, key)).reduce((a, b) => (a > b ? a : b), key)
}

/** Whether periods are of one length, and the first is not before the second: their names are in the order of time. */
function isNotBefore(other: string, key: string): boolean {
  return other.split(' ')[0] === key.split(' ')[0] && other >= key
}

async function countsOf(db: Db, collaboration: string, table: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('access_counts')
    .select(['period', 'used'])
    .where('collaboration', '=', collaboration)
    .where('configured_table', '=', table)
    .execute()
  return new Map(rows.map(({ period, used }) => [period, used]))
}
