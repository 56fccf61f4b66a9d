import { csvRecord, type UsageEntry, type UsageReport } from '@glovebox/api'
import type { PriceList } from '../runs/run-world.ts'
import type { ServerWorld } from '../server-world.ts'

/** Which usage is wanted. */
export type UsageRange = { readonly month?: string; readonly collaboration?: string }

/** What an organisation pays for in a month, and what it ran at the cost of others; oldest first. */
export async function usageReport(
  { store, clock }: ServerWorld,
  { currency }: PriceList,
  organisation: string,
  { month = clock().toISOString().slice(0, 7), collaboration }: UsageRange,
): Promise<UsageReport> {
  let rows = store.db
    .selectFrom('usage')
    .selectAll()
    .where('month', '=', month)
    .where((eb) => eb.or([eb('payer', '=', organisation), eb('organisation', '=', organisation)]))
  if (collaboration !== undefined) rows = rows.where('collaboration', '=', collaboration)
  const found = await rows.orderBy('at').orderBy('run').execute()
  const paid = found.filter(({ payer }) => payer === organisation)
  const entries = found.map(
    (row): UsageEntry => ({
      run: row.run,
      collaboration: row.collaboration,
      submitter: row.organisation,
      payer: row.payer,
      at: row.at,
      status: row.status,
      sizeClass: row.size_class,
      timeClass: row.time_class,
      price: row.price / 1000,
    }),
  )
  const total = paid.reduce((sum, { price }) => sum + price, 0) / 1000
  return { month, currency, total, runs: paid.length, entries }
}

/** The report as CSV: a line for each run. */
export function usageCsv({ month, currency, entries }: UsageReport): string {
  const head = [
    'month',
    'at',
    'run',
    'collaboration',
    'submitter',
    'payer',
    'status',
    'size_class',
    'time_class',
    'price',
    'currency',
  ]
  const lines = entries.map((entry) =>
    csvRecord([
      month,
      entry.at,
      entry.run,
      entry.collaboration,
      entry.submitter,
      entry.payer,
      entry.status,
      entry.sizeClass,
      entry.timeClass,
      entry.price.toFixed(3),
      currency,
    ]),
  )
  return [csvRecord(head), ...lines].join('')
}
