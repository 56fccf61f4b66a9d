import { gunzipSync } from 'node:zlib'
import { limits } from '../lake/limits.ts'
import { type Reading, readText, readWhole } from '../lake/read-whole.ts'
import { malformed, refuse, taken, unsupported } from '../lake/refused.ts'

const folder = 'metadata/'
const hintKey = `${folder}version-hint.text`
// `v3.metadata.json` of tables in folders, `00003-UUID.metadata.json` of tables in catalogs; either may be packed.
const named = /^(?:v(\d{1,9})|(\d{1,9})-[^/]+?)(?:\.gz)?\.metadata\.json(?:\.gz)?$/

/** The text of the metadata file that is the table now, or of the one that was named. */
export async function findMetadata(reading: Reading, key?: string): Promise<string> {
  return unpacked(await readWhole(reading, key ?? (await currentKey(reading))))
}

async function currentKey(reading: Reading): Promise<string> {
  const files = taken(await reading.storage.list(folder, reading.control))
  const hint = files.some((file) => file.key === hintKey) ? (await readText(reading, hintKey)).trim() : undefined
  const versions = files.flatMap(({ key }) => {
    const match = named.exec(key.slice(folder.length))
    return match === null ? [] : [{ key, number: Number(match[1] ?? match[2]) }]
  })
  if (hint !== undefined && !/^\d{1,9}$/.test(hint)) return hintedKey(hint, files)
  const highest = versions.reduce((most, { number }) => Math.max(most, number), -1)
  const [current, other] = versions.filter(({ number }) => number === highest)
  if (current === undefined)
    return refuse('not-found', 'there is no metadata file in the folder `metadata`; name the one that is the table')
  if (hint !== undefined && Number(hint) > highest)
    return malformed('`version-hint.text` names a version that is not there')
  if (other !== undefined)
    return unsupported(
      'two metadata files have the highest number, and only the catalog knows which one is the table; name it',
    )
  return current.key
}

function hintedKey(hint: string, files: readonly { readonly key: string }[]): string {
  const wanted = files.filter(({ key }) => [hint, `${hint}.metadata.json`].includes(key.slice(folder.length)))
  return wanted[0]?.key ?? malformed('`version-hint.text` names a version that is not there')
}

function unpacked(bytes: Uint8Array): string {
  try {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
    return new TextDecoder().decode(isPacked ? gunzipSync(bytes, { maxOutputLength: limits.metadataBytes }) : bytes)
  } catch {
    return malformed('the metadata file cannot be unpacked')
  }
}
