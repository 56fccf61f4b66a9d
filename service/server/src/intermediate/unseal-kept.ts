import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalTable } from '@glovebox/source'
import type { ResultColumn } from '../runs/format/result-format.ts'
import { readOpeningAlone, resultParts } from '../state/receipts.ts'
import type { RoomState } from '../store/room-state.ts'

/** Opens results that rooms keep as tables, for engines, which read files; for no longer than a run may take. */
export type KeptSources = {
  /** The file of a kept table; nothing where its rows are gone. */
  readonly open: (state: RoomState, receipt: string) => Promise<LocalTable | undefined>
  /** Removes the files of tables whose rows are gone, and what a dead process left. */
  readonly tidy: () => Promise<void>
}

/** Longer than any run that begins to read it. */
const openForMs = 60 * 60 * 1000

/** A file that lies open, or is about to. */
type Opened = { readonly state: RoomState; readonly file: Promise<string | undefined> }

/** Kept tables are sealed in the store; what an engine reads of them lies in a folder of the server's own, and goes. */
export function openKeptSources(folder: string): KeptSources {
  const opened = new Map<string, Opened>()
  let isClean: Promise<void> | undefined
  const tidy = async (): Promise<void> => {
    for (const [receipt, { state, file }] of opened) {
      if (await isKept(state, receipt)) continue
      await file.catch(() => undefined)
      opened.delete(receipt)
    }
    const isOpen = (name: string): boolean => opened.has(name.slice(0, name.indexOf('.')))
    const left = await readdir(folder).catch(() => [])
    for (const name of left) if (!isOpen(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
  return {
    open: async (state, receipt) => {
      // What a dead process left is nobody's.
      isClean ??= tidy()
      await isClean
      if (!(await isKept(state, receipt))) return undefined
      const known = opened.get(receipt) ?? { state, file: unseal(state, receipt, folder) }
      if (!opened.has(receipt)) {
        opened.set(receipt, known)
        const forget = (): void => {
          if (opened.get(receipt) !== known) return
          opened.delete(receipt)
          void rm(join(folder, `${receipt}.parquet`), { force: true }).catch(() => {})
        }
        known.file.catch(forget)
        setTimeout(forget, openForMs).unref()
      }
      const file = await known.file
      return file === undefined ? undefined : { format: 'parquet', files: [{ path: file }] }
    },
    tidy,
  }
}

/** Expired and forgotten results are gone, whatever lies in the folder. */
async function isKept({ db, collaboration }: RoomState, receipt: string): Promise<boolean> {
  const run = await db
    .selectFrom('runs')
    .select('result_gone_at')
    .where('collaboration', '=', collaboration)
    .where('receipt', '=', receipt)
    .executeTakeFirst()
  return run !== undefined && run.result_gone_at === null
}

async function unseal(state: RoomState, receipt: string, folder: string): Promise<string | undefined> {
  const columns = (await readOpeningAlone(state, receipt))?.result?.columns
  if (columns === undefined) return undefined
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${receipt}.parquet`)
  const pieces: Uint8Array[] = []
  // Loaded when something is kept: a server opens without it.
  const { parquetFormat } = await import('../runs/format/parquet.ts')
  const written = columns as readonly ResultColumn[]
  for await (const piece of parquetFormat.write(written, resultParts(state, receipt))) pieces.push(piece)
  await writeFile(`${file}.part`, Buffer.concat(pieces), { mode: 0o600 })
  await rename(`${file}.part`, file)
  return file
}
