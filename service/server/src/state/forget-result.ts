import { ownersOf, type Receipt } from '../log/receipt.ts'
import type { Db } from '../store/store.ts'
import { type OpeningAlone, openingOf, readOpeningAlone, type SealingState } from './receipts.ts'
import { isSealedFor } from './sealed-for.ts'

/** Forgets the rows of a result and where each number lies; what proves that there were some stays. Must stand in a transaction. */
export async function forgetResult(tx: SealingState, id: string): Promise<void> {
  await deleteRows(tx, id)
  const opening = await readOpeningAlone(tx, id)
  if (opening === undefined) return
  const { privacy: _, ...rest } = opening
  await replaceOpening(tx, id, rest, tx.vault.madeOf(await sealedOpening(tx, id)))
}

/**
 * Forgets everything of a run's private part but who could see it, and what its columns were called: with the salt a
 * small result could be found out from the commitment in its receipt. Must stand in a transaction.
 */
export async function forgetOpening(tx: SealingState, id: string): Promise<void> {
  await deleteRows(tx, id)
  const { receivers, tables } = await receiptOf(tx, id)
  const columns = (await readOpeningAlone(tx, id))?.result?.columns
  const rest = { receivers, owners: ownersOf(tables) }
  await replaceOpening(tx, id, columns === undefined ? rest : { ...rest, result: { columns } }, [])
}

/** The receipts whose private part is made of an organisation's data, or was made for it. */
export async function receiptsMadeOf(db: Db, collaboration: string, organisation: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('openings')
    .select('receipt')
    .where('collaboration', '=', collaboration)
    .where(isSealedFor('opening', organisation))
    .execute()
  return rows.map(({ receipt }) => receipt)
}

async function deleteRows({ db, collaboration }: SealingState, id: string): Promise<void> {
  await db.deleteFrom('results').where('collaboration', '=', collaboration).where('receipt', '=', id).execute()
}

async function replaceOpening(
  { db, collaboration, vault }: SealingState,
  id: string,
  opening: OpeningAlone,
  madeOf: readonly string[],
): Promise<void> {
  await db
    .updateTable('openings')
    .set({ opening: vault.seal(JSON.stringify(opening), openingOf(id), madeOf) })
    .where('collaboration', '=', collaboration)
    .where('receipt', '=', id)
    .execute()
}

async function sealedOpening({ db, collaboration }: SealingState, id: string): Promise<string> {
  const of = db.selectFrom('openings').select('opening').where('collaboration', '=', collaboration)
  return (await of.where('receipt', '=', id).executeTakeFirstOrThrow()).opening
}

async function receiptOf({ db, collaboration }: SealingState, id: string): Promise<Receipt> {
  const of = db.selectFrom('receipts').select('receipt').where('collaboration', '=', collaboration)
  return JSON.parse((await of.where('id', '=', id).executeTakeFirstOrThrow()).receipt) as Receipt
}
