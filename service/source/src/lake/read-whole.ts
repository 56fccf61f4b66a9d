import type { RangedFile, Storage } from '../port/storage.ts'
import type { SourceControl } from '../port/table-source.ts'
import { limits } from './limits.ts'
import { goOn, refuse, taken, unsupported } from './refused.ts'

/** What is read a file with: where it is, and how it is stopped. */
export type Reading = { readonly storage: Storage; readonly control: SourceControl }

/** A file as its metadata says it is: another size is another file. */
export async function openSized({ storage, control }: Reading, key: string, bytes?: number): Promise<RangedFile> {
  goOn(control)
  const file = taken(await storage.open(key, control))
  if (bytes !== undefined && file.bytes !== bytes)
    refuse('changed', 'a file of the table has another size than its metadata says: it was written over')
  return file
}

/** All bytes of a file of metadata. */
export async function readWhole(reading: Reading, key: string, bytes?: number): Promise<Uint8Array> {
  const file = await openSized(reading, key, bytes)
  if (file.bytes > limits.metadataBytes)
    unsupported(`a file of the table's metadata has more than ${limits.metadataBytes} bytes: compact the table`)
  return taken(await file.read(0, file.bytes, reading.control))
}

/** A file of metadata, as text. */
export async function readText(reading: Reading, key: string): Promise<string> {
  return new TextDecoder().decode(await readWhole(reading, key))
}
