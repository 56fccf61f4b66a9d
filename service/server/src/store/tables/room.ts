/** The rows of one collaboration's room: its log, runs, receipts, ledger and what it published. */
export type RoomTables = Record<never, never>
