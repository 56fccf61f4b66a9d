import type { Cell } from '@glovebox/api'
import { type Opening, type Receipt, spellReceipt } from '../log/receipt.ts'
import type { RoomState } from '../store/room-state.ts'
import { openIfAny } from '../store/vault.ts'

type Rows = readonly (readonly Cell[])[]

/** A large result is longer than any string may be. */
const rowsPerPart = 1000

/** Ids are read so many at a time. */
const pageLength = 1000

/** Parts of a result are read so many at a time. */
const partsAtOnce = 16

/**
 * Keeps a receipt, the place of the entry that names it, and its private part, sealed with the keys of the organisations
 * that it is made of. Must stand in a transaction.
 */
export async function insertReceipt(
  tx: RoomState,
  receipt: Receipt,
  sequence: number,
  opening: Opening,
  madeOf: readonly string[],
): Promise<void> {
  const { db, collaboration, vault } = tx
  const { result, ...rest } = opening
  const kept = result === undefined ? rest : { ...rest, result: { columns: result.columns } }
  const { id, run } = receipt
  await db
    .insertInto('receipts')
    .values({ collaboration, id, run, receipt: spellReceipt(receipt), sequence })
    .execute()
  const sealed = vault.seal(JSON.stringify(kept), openingOf(id), madeOf)
  await db.insertInto('openings').values({ collaboration, receipt: id, opening: sealed }).execute()
  const rows = result?.rows ?? []
  for (let from = 0; from < rows.length; from += rowsPerPart) {
    const part = from / rowsPerPart
    const text = vault.seal(JSON.stringify(rows.slice(from, from + rowsPerPart)), partOf(id, part), madeOf)
    await db.insertInto('results').values({ collaboration, receipt: id, part, rows: text }).execute()
  }
}

/** A receipt as it was hashed, and the log entry that names it. */
export type KeptReceipt = {
  readonly receipt: Receipt
  readonly spelled: string
  readonly sequence: number
  readonly entry: string
  readonly hash: string
}

/** A receipt by its id or its run's. */
export async function readReceipt(
  { db, collaboration }: RoomState,
  by: { readonly id: string } | { readonly run: string },
): Promise<KeptReceipt | undefined> {
  const [column, value] = 'id' in by ? (['receipts.id', by.id] as const) : (['receipts.run', by.run] as const)
  const row = await db
    .selectFrom('receipts')
    .innerJoin('log_entries', (join) =>
      join
        .onRef('log_entries.collaboration', '=', 'receipts.collaboration')
        .onRef('log_entries.sequence', '=', 'receipts.sequence'),
    )
    .select(['receipts.receipt as spelled', 'receipts.sequence', 'log_entries.entry', 'log_entries.hash'])
    .where('receipts.collaboration', '=', collaboration)
    .where(column, '=', value)
    .executeTakeFirst()
  return row === undefined ? undefined : { ...row, receipt: JSON.parse(row.spelled) as Receipt }
}

/** The private part of a receipt. Who may see which piece of it is the caller's to decide. */
export async function readOpening(state: RoomState, id: string): Promise<Opening | undefined> {
  const alone = await readOpeningAlone(state, id)
  if (alone === undefined) return undefined
  const { result, ...rest } = alone
  return result === undefined ? rest : { ...rest, result: { columns: result.columns, rows: await readRows(state, id) } }
}

async function readRows(state: RoomState, id: string): Promise<Rows> {
  const all: (readonly Cell[])[] = []
  for await (const rows of resultParts(state, id)) for (const row of rows) all.push(row)
  return all
}

/** The rows of a receipt's result, part by part, without holding them all. */
export async function* resultParts({ db, collaboration, vault }: RoomState, id: string): AsyncGenerator<Rows> {
  for (let last = -1; ; ) {
    const parts = await db
      .selectFrom('results')
      .select(['part', 'rows'])
      .where('collaboration', '=', collaboration)
      .where('receipt', '=', id)
      .where('part', '>', last)
      .orderBy('part')
      .limit(partsAtOnce)
      .execute()
    for (const { part, rows } of parts) yield JSON.parse(vault.open(rows, partOf(id, part))) as Rows
    if (parts.length < partsAtOnce) return
    last = parts.at(-1)?.part ?? last
  }
}

/** The part of a room's state that texts are sealed in. */
export type SealingState = Pick<RoomState, 'db' | 'collaboration' | 'vault'>

/** What a receipt's opening says beside the rows, which are read by themselves. */
export type OpeningAlone = Omit<Opening, 'result'> & {
  readonly result?: Pick<NonNullable<Opening['result']>, 'columns'>
}

/** The opening of a receipt without rows; nothing where a key that it was sealed with was destroyed. */
export async function readOpeningAlone(
  { db, collaboration, vault }: SealingState,
  id: string,
): Promise<OpeningAlone | undefined> {
  const row = await db
    .selectFrom('openings')
    .select('opening')
    .where('collaboration', '=', collaboration)
    .where('receipt', '=', id)
    .executeTakeFirst()
  const text = row === undefined ? undefined : openIfAny(vault, row.opening, openingOf(id))
  return text === undefined ? undefined : (JSON.parse(text) as OpeningAlone)
}

/** What a sealed opening is about. */
export function openingOf(id: string): string {
  return `openings/${id}`
}

/** What a sealed part of a result is about. */
export function partOf(id: string, part: number): string {
  return `results/${id}/${part}`
}

/** A receipt as it was hashed. */
export async function findReceiptText({ db, collaboration }: RoomState, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('receipts')
    .select('receipt')
    .where('collaboration', '=', collaboration)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.receipt
}

/** The ids of all receipts, without holding them all. */
export async function* receiptIds({ db, collaboration }: RoomState): AsyncGenerator<string> {
  let last = ''
  for (;;) {
    const rows = await db
      .selectFrom('receipts')
      .select('id')
      .where('collaboration', '=', collaboration)
      .where('id', '>', last)
      .orderBy('id')
      .limit(pageLength)
      .execute()
    for (const { id } of rows) yield id
    if (rows.length < pageLength) return
    last = rows.at(-1)?.id ?? last
  }
}
