import type { Cell } from '@glovebox/api'
import { type Opening, type Receipt, spellReceipt } from '../log/receipt.ts'
import type { Database } from './database.ts'

type Rows = readonly (readonly Cell[])[]

/** A large result is longer than any string may be. */
const rowsPerPart = 1000

/** Keeps a receipt, the place of the entry that names it, and its private part. */
export function insertReceipt(database: Database, receipt: Receipt, sequence: number, opening: Opening): void {
  const { result, ...rest } = opening
  const kept = result === undefined ? rest : { ...rest, result: { columns: result.columns } }
  database.prepare('INSERT INTO receipts VALUES (?, ?, ?)').run(receipt.id, spellReceipt(receipt), sequence)
  database.prepare('INSERT INTO openings VALUES (?, ?)').run(receipt.id, JSON.stringify(kept))
  const insertPart = database.prepare('INSERT INTO results VALUES (?, ?, ?)')
  const rows = result?.rows ?? []
  for (let from = 0; from < rows.length; from += rowsPerPart)
    insertPart.run(receipt.id, from / rowsPerPart, JSON.stringify(rows.slice(from, from + rowsPerPart)))
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
  if (row === undefined) return undefined
  const { result, ...rest } = JSON.parse(String(row.opening)) as Opening
  return result === undefined ? rest : { ...rest, result: { columns: result.columns, rows: readRows(database, id) } }
}

function readRows(database: Database, id: string): Rows {
  return database
    .prepare('SELECT rows FROM results WHERE receipt = ? ORDER BY part')
    .all(id)
    .flatMap((part) => JSON.parse(String(part.rows)) as Rows)
}

/** Every receipt as it was hashed, without holding them all. */
export function receiptTexts(database: Database): Pick<ReadonlyMap<string, string>, 'get' | 'keys'> {
  const find = database.prepare('SELECT receipt FROM receipts WHERE id = ?')
  return {
    get: (id) => {
      const row = find.get(id)
      return row === undefined ? undefined : String(row.receipt)
    },
    keys: () => receiptIds(database),
  }
}

function* receiptIds(database: Database): Generator<string> {
  for (const row of database.prepare('SELECT id FROM receipts').iterate()) yield String(row.id)
}
