import { activeMembers } from '../collaboration/membership.ts'
import { namesOf, type RunRow } from '../runs/run-row.ts'
import type { PriceList, RunWorld } from '../runs/run-world.ts'
import type { Db } from '../store/store.ts'
import { declaredSize } from './declared-size.ts'
import { timeClassOf } from './usage-class.ts'

/**
 * Writes down what an ended run costs its payer, in classes too coarse to tell of rows. What was never begun costs
 * nothing. Must stand in the transaction that ends the run.
 */
export async function meterRun(tx: Db, { runs }: Pick<RunWorld, 'runs'>, run: RunRow): Promise<void> {
  if (run.started_at === null || run.finished_at === null || run.receipt === null) return
  const sizeClass = await declaredSize(tx, run.collaboration, namesOf(run.tables))
  const timeClass = timeClassOf(run)
  await tx
    .insertInto('usage')
    .values({
      run: run.id,
      collaboration: run.collaboration,
      payer: await payerOf(tx, run),
      organisation: run.organisation,
      month: run.finished_at.slice(0, 7),
      at: run.finished_at,
      status: run.status,
      size_class: sizeClass,
      time_class: timeClass,
      price: priceOf(runs.prices, sizeClass, timeClass),
    })
    .onConflict((conflict) => conflict.column('run').doNothing())
    .execute()
}

/** The organisation that pays: whom the run names, else the only one that accepted to, else whoever submitted it. */
async function payerOf(tx: Db, { collaboration, payer, organisation }: RunRow): Promise<string> {
  const members = await activeMembers(tx, collaboration)
  const willing = members.filter(({ abilities, paymentAccepted }) => abilities.includes('pay') && paymentAccepted)
  const named = members.find(({ member }) => member === payer)
  if (named !== undefined) return named.organisation
  const [only, ...others] = willing
  return only !== undefined && others.length === 0 ? only.organisation : organisation
}

/** Thousandths of the currency. */
export function priceOf({ perRun, bySize, byTime }: PriceList, sizeClass: string, timeClass: string): number {
  return Math.round(perRun + (bySize[sizeClass] ?? 0) + (byTime[timeClass] ?? 0))
}
