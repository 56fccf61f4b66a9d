import { diagnostic, type Result } from '@glovebox/diagnostics'
import type { GrantedTable } from '../access/granted.ts'
import type { SharedTable } from '../config/share-config.ts'
import { localFiles } from '../table/local-files.ts'
import { openTables } from '../table/shared-tables.ts'
import type { Versions } from '../table/versions.ts'

/** The columns of a table as it is now, read as a recipient would read it. */
export async function columnsOf(folder: string, table: SharedTable): Promise<Result<readonly string[]>> {
  const tables = openTables({
    filesOf: ({ files }) => localFiles(folder, files),
    versions: onlyNow,
    key: new Uint8Array(32),
    clock: () => 0,
  })
  const granted: GrantedTable = { table }
  const now = await tables.current(table, {})
  const snapshot = now.ok ? await tables.snapshot(granted, now.value, {}) : now
  const name = `${table.share}.${table.schema}.${table.table}`
  if (!snapshot.ok) {
    const { reason } = snapshot.failure
    return { ok: false, diagnostics: [diagnostic('SHARE_TABLE_UNREADABLE', { name, reason })] }
  }
  return { ok: true, value: snapshot.value.fields.map((field) => field.name) }
}

const onlyNow: Versions = {
  of: (_, files) => ({ version: 0, at: 0, digest: '', files }),
  all: () => [],
}
