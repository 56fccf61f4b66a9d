import { sql } from 'kysely'
import type { RoomState } from '../../service/server/src/store/room-state.ts'

const tables = [
  'log_entries',
  'log_tables',
  'log_heads',
  'open_runs',
  'receipts',
  'openings',
  'results',
  'pins',
  'data_versions',
  'room_secrets',
  'published',
  'ledger_entries',
  'ledger_charges',
  'ledger_balances',
  'ledger_periods',
  'ledger_policies',
]

/** All that whoever holds a copy of the database reads of its rooms. */
export async function allTexts({ db }: RoomState): Promise<string> {
  const texts: string[] = []
  for (const table of tables) {
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`.execute(db)
    texts.push(...rows.map((row) => Object.values(row).map(String).join(' ')))
  }
  return texts.join('\n')
}
