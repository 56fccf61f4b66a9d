import { diagnostic, type Result } from '@glovebox/diagnostics'
import type { GrantedTable } from '../access/granted.ts'
import type { S3Config, SharedTable } from '../config/share-config.ts'
import type { BucketWorld } from '../table/bucket-files.ts'
import { filesOf } from '../table/files-of.ts'
import { openTables } from '../table/shared-tables.ts'
import type { Versions } from '../table/versions.ts'

/** The columns of a table as it is now, read as a recipient would read it. */
export async function columnsOf(
  { folder, s3, buckets }: { readonly folder: string; readonly s3: S3Config; readonly buckets: BucketWorld },
  table: SharedTable,
): Promise<Result<readonly string[]>> {
  const tables = openTables({
    filesOf: (one) => filesOf({ folder, s3, buckets }, one),
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
