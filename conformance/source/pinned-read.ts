import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { ColumnBounds, SourceFailureKind, Storage, TableSource } from '@glovebox/source'
import { memoryStorage } from './memory-storage.ts'
import { type Row, rowsOfTable } from './rows-of-table.ts'

/** The files of a table by their keys. */
export type Files = Record<string, Uint8Array>
/** What is asked of a table; `O` is how it is opened. */
export type Asked<O> = O & {
  readonly columns?: readonly string[]
  readonly bounds?: readonly ColumnBounds[]
  /** How many rows are enough. */
  readonly rows?: number
}
/** The rows of a table, and which of its files were opened for them. */
export type Read = { rows: readonly Row[]; opened: readonly string[]; version: string }
/** Reads tables of one format. */
export type Reader<O> = {
  /** A folder that is there until the tests are over. */
  readonly folder: string
  readonly attempt: (files: Files, asked?: Asked<O>) => Promise<Read | SourceFailureKind>
  readonly read: (files: Files, asked?: Asked<O>) => Promise<Read>
  /** The numbers in the column `id`, in order. */
  readonly idsOf: (files: Files, asked?: Asked<O>) => Promise<readonly number[]>
}

/** Pins tables whose files are in memory, fetches what is asked, and reads it as the engine does. */
export function readerOf<O extends object>(open: (storage: Storage, options: Partial<O>) => TableSource): Reader<O> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-lake-'))
  after(() => rmSync(folder, { recursive: true }))
  const attempt = async (files: Files, asked?: Asked<O>): Promise<Read | SourceFailureKind> => {
    const { columns, bounds = [], rows: most, ...options }: Partial<Asked<O>> = asked ?? {}
    const storage = memoryStorage(new Map(Object.entries(files)))
    const pinned = await open(storage, options as Partial<O>).pin({})
    if (!pinned.ok) return pinned.failure.kind
    const all = (pinned.value.columns ?? []).filter(({ type }) => type !== undefined).map(({ name }) => name)
    const enough = most === undefined ? {} : { rows: most }
    const need = { folder: mkdtempSync(join(folder, 'x')), columns: columns ?? all, bounds, ...enough }
    const got = await pinned.value.fetch(need, {})
    if (!got.ok) return got.failure.kind
    const rows = await rowsOfTable(got.value, need.columns)
    return { rows, opened: storage.opened, version: pinned.value.version }
  }
  const read = async (files: Files, asked?: Asked<O>): Promise<Read> => {
    const got = await attempt(files, asked)
    assert.ok(typeof got !== 'string', `refused: ${String(got)}`)
    return got
  }
  const idsOf = async (files: Files, asked?: Asked<O>): Promise<readonly number[]> =>
    (await read(files, asked)).rows.map(({ id }) => Number(id)).sort((a, b) => a - b)
  return { folder, attempt, read, idsOf }
}

/** So many numbers from the first on. */
export function span(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => from + n)
}
