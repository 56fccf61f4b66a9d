import { createHash } from 'node:crypto'
import { sameName } from '../config/names.ts'
import type { SharedTable } from '../config/share-config.ts'
import type { Grant, Recipient } from './recipient.ts'

/** A table as a recipient may read it. */
export type GrantedTable = {
  readonly table: SharedTable
  /** Absent: all of them. In the order of their names. */
  readonly columns?: readonly string[]
  readonly version?: number
}

/** The tables that a recipient may read; of grants for one table the one that names it most closely counts. */
export function grantedTables(recipient: Recipient, tables: readonly SharedTable[]): readonly GrantedTable[] {
  return tables.flatMap((table) => {
    const grant = recipient.grants.filter((one) => covers(one, table)).sort((a, b) => closeness(b) - closeness(a))[0]
    if (grant === undefined) return []
    return [
      {
        table,
        ...(grant.columns === undefined ? {} : { columns: [...grant.columns].sort() }),
        ...(grant.version === undefined ? {} : { version: grant.version }),
      },
    ]
  })
}

/** A short name of the granted columns: another one means other bytes. */
export function columnsDigest(columns: readonly string[] | undefined): string {
  if (columns === undefined) return 'all'
  return createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 16)
}

function covers(grant: Grant, table: SharedTable): boolean {
  return (
    sameName(grant.share, table.share) &&
    (grant.schema === undefined || sameName(grant.schema, table.schema)) &&
    (grant.table === undefined || sameName(grant.table, table.table))
  )
}

const closeness = (grant: Grant): number => (grant.table !== undefined ? 2 : grant.schema !== undefined ? 1 : 0)
