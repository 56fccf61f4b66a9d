import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { diagnostic, type Result } from '@glovebox/diagnostics'
import { isMap, parseDocument } from 'yaml'
import type { Recipient } from '../access/recipient.ts'
import { isName, readTableName, sameName, type TableName } from '../config/names.ts'
import { readTextFile, writePrivateFile } from '../config/private-file.ts'
import { type PartitionType, partitionTypes, readShareConfig, type SharedTable } from '../config/share-config.ts'
import { openShareFolder, placesIn, writeRecipients } from '../config/share-folder.ts'
import type { BucketWorld } from '../table/bucket-files.ts'
import { columnsOf } from './columns-of.ts'

/** Makes the folder of a share server: a key of its own, nothing shared, nobody let in. */
export function initShare(
  folder: string,
  { endpoint, random }: { readonly endpoint?: string; readonly random: (bytes: number) => Uint8Array },
): Result<{ readonly config: string }> {
  const places = placesIn(folder)
  if (readTextFile(places.key) !== undefined || readTextFile(places.config) !== undefined)
    return { ok: false, diagnostics: [diagnostic('SHARE_FOLDER_TAKEN', { folder })] }
  const text = firstConfig(endpoint)
  const read = readShareConfig(text)
  if (!read.ok) return read
  mkdirSync(join(folder, 'versions'), { recursive: true, mode: 0o700 })
  writePrivateFile(places.config, text)
  writePrivateFile(places.key, `${Buffer.from(random(32)).toString('base64url')}\n`)
  writeRecipients(folder, [])
  return { ok: true, value: { config: places.config } }
}

const firstConfig = (
  endpoint: string | undefined,
): string => `# What is shared from this machine. Recipients are in recipients.json.
version: 1
${endpoint === undefined ? '# endpoint: https://share.example.org/delta-sharing/' : `endpoint: ${JSON.stringify(endpoint)}`}
listen:
  host: 127.0.0.1
  port: 8650
# tls: { certificate: cert.pem, key: key.pem }
urlMinutes: 15
tables: {}
`

/** Shares a table, once its files can be read. */
export async function addTable(
  folder: string,
  written: string,
  {
    files,
    partitions,
    buckets,
  }: {
    readonly files: string
    readonly partitions: Readonly<Record<string, string>>
    readonly buckets: BucketWorld
  },
): Promise<Result<{ readonly table: SharedTable; readonly columns: readonly string[] }>> {
  const opened = openShareFolder(folder)
  if (!opened.ok) return opened
  const config = opened.value.config()
  if (!config.ok) return config
  const name = readTableName(written)
  if (name === undefined)
    return { ok: false, diagnostics: [diagnostic('SHARE_NAME', { name: written, accepted: '`share.schema.table`' })] }
  if (config.value.tables.some((table) => isSame(table, name)))
    return { ok: false, diagnostics: [diagnostic('SHARE_TABLE_TAKEN', { name: written })] }
  const types: Record<string, PartitionType> = {}
  for (const [column, type] of Object.entries(partitions)) {
    const known = partitionTypes.find((one) => one === type)
    if (known === undefined) {
      const accepted = partitionTypes.join(', ')
      return { ok: false, diagnostics: [diagnostic('SHARE_CONFIG', { path: `partitions.${column}`, accepted })] }
    }
    types[column] = known
  }
  const table: SharedTable = { ...name, id: randomUUID(), files, partitions: types }
  const columns = await columnsOf({ folder, s3: config.value.s3, buckets }, table)
  if (!columns.ok) return columns
  editTables(folder, (document) =>
    document.setIn(
      ['tables', written],
      document.createNode({ files, id: table.id, ...(Object.keys(types).length === 0 ? {} : { partitions: types }) }),
    ),
  )
  return { ok: true, value: { table, columns: columns.value } }
}

/** Shares a table no longer. Its URLs end with it. */
export function removeTable(folder: string, written: string): Result<{ readonly table: SharedTable }> {
  const opened = openShareFolder(folder)
  if (!opened.ok) return opened
  const config = opened.value.config()
  if (!config.ok) return config
  const name = readTableName(written)
  const table = config.value.tables.find((one) => name !== undefined && isSame(one, name))
  if (table === undefined) return unknownTable(written, config.value.tables)
  editTables(folder, (document) => document.deleteIn(['tables', nameOf(table)]))
  return { ok: true, value: { table } }
}

/** What is shared, and with whom. */
export function listShare(
  folder: string,
): Result<{ readonly tables: readonly SharedTable[]; readonly recipients: readonly Recipient[] }> {
  const opened = openShareFolder(folder)
  if (!opened.ok) return opened
  const config = opened.value.config()
  if (!config.ok) return config
  return { ok: true, value: { tables: config.value.tables, recipients: opened.value.recipients() } }
}

/** A table's three names in one. */
export function nameOf({ share, schema, table }: TableName): string {
  return `${share}.${schema}.${table}`
}

/** The refusal of a name that nothing has. */
export function unknownTable(name: string, tables: readonly SharedTable[]): Result<never> {
  return { ok: false, diagnostics: [diagnostic('SHARE_TABLE_UNKNOWN', { name, known: tables.map(nameOf) })] }
}

/** Whether a recipient may have this name. */
export function isRecipientName(name: string): boolean {
  return isName(name) && name.length <= 64
}

function isSame(a: TableName, b: TableName): boolean {
  return sameName(nameOf(a), nameOf(b))
}

/** Changes the tables of share.yaml; what else its owner wrote there stays as it is. */
function editTables(folder: string, edit: (document: ReturnType<typeof parseDocument>) => void): void {
  const { config } = placesIn(folder)
  const document = parseDocument(readTextFile(config) ?? '')
  edit(document)
  const tables = document.get('tables')
  if (isMap(tables)) tables.flow = false
  writePrivateFile(config, document.toString())
}
