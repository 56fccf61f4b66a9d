import { type Opening, type Receipt, spellReceipt } from '../log/receipt.ts'
import type { Database } from './database.ts'

/** Keeps a receipt, the place of the entry that names it, and its private part. */
export function insertReceipt(database: Database, receipt: Receipt, sequence: number, opening: Opening): void {
  database.prepare('INSERT INTO receipts VALUES (?, ?, ?)').run(receipt.id, spellReceipt(receipt), sequence)
  database.prepare('INSERT INTO openings VALUES (?, ?)').run(receipt.id, JSON.stringify(opening))
}

/** A receipt as it was hashed, and the log entry that names it. */
export function readReceipt(
  database: Database,
  id: string,
): { readonly receipt: Receipt; readonly sequence: number; readonly hash: string } | undefined {
  const row = database
    .prepare('SELECT receipt, sequence, hash FROM receipts JOIN entries USING (sequence) WHERE id = ?')
    .get(id)
  if (row === undefined) return undefined
  return {
    receipt: JSON.parse(String(row.receipt)) as Receipt,
    sequence: Number(row.sequence),
    hash: String(row.hash),
  }
}

/** The private part of a receipt. Who may see which piece of it is the caller's to decide. */
export function readOpening(database: Database, id: string): Opening | undefined {
  const row = database.prepare('SELECT opening FROM openings WHERE receipt = ?').get(id)
  return row === undefined ? undefined : (JSON.parse(String(row.opening)) as Opening)
}
