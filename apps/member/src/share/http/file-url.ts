import { columnsDigest, type GrantedTable } from '../access/granted.ts'
import { isSigned, type Signable, sign } from '../access/signed.ts'
import type { Caller, ShareWorld } from './share-world.ts'

/** What a URL of a file is good for. */
export type FileUrl = {
  readonly table: string
  readonly version: number
  readonly file: string
  readonly recipient: string
  readonly generation: number
  readonly columns: string
  readonly expires: number
}

// Readers that open URLs by themselves know by this word that one is signed, and leave it as it is.
const signatureWord = 'X-Amz-Signature'

/** A URL of a file, bound to who may read it until when, and to the table, its version and the granted columns. */
export function fileUrl(
  { endpoint, key }: ShareWorld,
  { recipient, generation }: Caller,
  { table, columns }: GrantedTable,
  { version, file, expires }: { readonly version: number; readonly file: string; readonly expires: number },
): string {
  const url: FileUrl = {
    table: table.id,
    version,
    file,
    recipient: recipient.name,
    generation,
    columns: columnsDigest(columns),
    expires,
  }
  const query = new URLSearchParams({
    recipient: url.recipient,
    generation: String(generation),
    columns: url.columns,
    expires: String(expires),
    [signatureWord]: sign(key, wordsOf(url)),
  })
  return `${endpoint()}/files/${url.table}/${version}/${file}.parquet?${query.toString()}`
}

/** Reads a URL of a file; nothing where it was not signed here, as it is. */
export function readFileUrl(path: readonly string[], query: URLSearchParams, key: Uint8Array): FileUrl | undefined {
  const [, table, version, name, ...more] = path
  const file = /^([\w-]{32})\.parquet$/.exec(name ?? '')?.[1]
  const generation = count(query.get('generation'))
  const expires = count(query.get('expires'))
  const at = count(version ?? null)
  const recipient = query.get('recipient')
  const columns = query.get('columns')
  if (table === undefined || file === undefined || more.length > 0 || recipient === null || columns === null)
    return undefined
  if (generation === undefined || expires === undefined || at === undefined) return undefined
  const url: FileUrl = { table, version: at, file, recipient, generation, columns, expires }
  return isSigned(key, wordsOf(url), query.get(signatureWord) ?? '') ? url : undefined
}

function wordsOf({ table, version, file, recipient, generation, columns, expires }: FileUrl): Signable {
  return ['file', table, version, file, recipient, generation, columns, expires]
}

function count(text: string | null): number | undefined {
  return text !== null && /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined
}
