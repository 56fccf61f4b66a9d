import { open } from 'node:fs/promises'
import type { RangedFile } from '../port/storage.ts'
import type { SourceControl } from '../port/table-source.ts'
import { goOn, taken } from './refused.ts'

const step = 8 * 1024 * 1024

/** Brings a whole file to a path, unless it is on this machine; says where it is. */
export async function fetchWhole(
  file: RangedFile,
  path: string,
  control: SourceControl,
  onBytes: (bytes: number) => void,
): Promise<string> {
  if (file.path !== undefined) return file.path
  const target = await open(path, 'wx')
  try {
    for (let from = 0; from < file.bytes; from += step) {
      goOn(control)
      const bytes = taken(await file.read(from, Math.min(from + step, file.bytes), control))
      await target.write(bytes, 0, bytes.length, from)
      onBytes(bytes.length)
    }
  } finally {
    await target.close()
  }
  return path
}
