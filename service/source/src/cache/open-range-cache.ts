import { found } from '../bytes/outcome.ts'
import type { Span } from '../bytes/span.ts'
import type { RangedFile, Storage } from '../port/storage.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { openDiskPieces } from './disk-pieces.ts'
import { type Extent, lookUp, withExtent } from './extents.ts'
import { memoryPieces, type PieceStore } from './piece-store.ts'

/** What was read of files, kept for as long as there is room. A file of another version is another file. */
export type RangeCache = {
  /** A storage whose reads are kept; `scope` tells storages, and whose they are, apart: nothing is shared across. */
  over(scope: string, storage: Storage): Storage
  /** How many bytes are kept. */
  size(): number
  /** Wipes what is kept. */
  close(): Promise<void>
}

/** How much is kept, and where: in memory, or sealed in a folder that is nobody else's. */
export type RangeCacheOptions = { readonly bytes: number; readonly folder?: string }

/** Opens an empty cache. */
export async function openRangeCache({ bytes, folder }: RangeCacheOptions): Promise<RangeCache> {
  const kept = new Kept(bytes, folder === undefined ? memoryPieces() : await openDiskPieces(folder))
  return {
    over: (scope, storage) => ({
      list: (prefix, control) => storage.list(prefix, control),
      open: async (key, control, listed) => {
        const opened = await storage.open(key, control, listed)
        // What lies on this machine is no nearer in a cache.
        if (!opened.ok || opened.value.path !== undefined) return opened
        return found(cached(opened.value, JSON.stringify([scope, key, opened.value.version, opened.value.bytes]), kept))
      },
    }),
    size: () => kept.size,
    close: () => kept.close(),
  }
}

function cached(file: RangedFile, name: string, kept: Kept): RangedFile {
  return { ...file, read: (from, to, control) => readThrough(file, name, kept, { from, to }, control) }
}

async function readThrough(
  file: RangedFile,
  name: string,
  kept: Kept,
  span: Span,
  control: SourceControl,
): Promise<Sourced<Uint8Array>> {
  const parts = lookUp(kept.extentsOf(name), span)
  if (parts.every((part) => part.kept === undefined)) return readAndKeep(file, name, kept, span, control)
  const bytes = new Uint8Array(span.to - span.from)
  for (const part of parts) {
    const held = part.kept === undefined ? undefined : await kept.find(name, part.kept)
    if (held !== undefined && part.kept !== undefined) {
      bytes.set(held.subarray(part.from - part.kept.from, part.to - part.kept.from), part.from - span.from)
      continue
    }
    const read = await readAndKeep(file, name, kept, part, control)
    if (!read.ok) return read
    bytes.set(read.value, part.from - span.from)
  }
  return found(bytes)
}

async function readAndKeep(
  file: RangedFile,
  name: string,
  kept: Kept,
  { from, to }: Span,
  control: SourceControl,
): Promise<Sourced<Uint8Array>> {
  const read = await file.read(from, to, control)
  if (read.ok) await kept.add(name, { from, to }, read.value)
  return read
}

/** Extents by file, and the order in which they were last used: what is longest unused goes first. */
class Kept {
  size = 0
  readonly #capacity: number
  readonly #pieces: PieceStore
  readonly #files = new Map<string, readonly Extent[]>()
  readonly #order = new Map<number, { readonly name: string; readonly extent: Extent }>()
  #nextId = 1
  #isClosed = false

  constructor(capacity: number, pieces: PieceStore) {
    this.#capacity = capacity
    this.#pieces = pieces
  }

  extentsOf(name: string): readonly Extent[] {
    return this.#files.get(name) ?? []
  }

  async find(name: string, extent: Extent): Promise<Uint8Array | undefined> {
    if (!this.#order.delete(extent.id)) return undefined
    this.#order.set(extent.id, { name, extent })
    const bytes = await this.#pieces.find(extent.id)
    if (bytes?.length === extent.to - extent.from) return bytes
    await this.#drop(extent.id)
    return undefined
  }

  async add(name: string, span: Span, bytes: Uint8Array): Promise<void> {
    if (this.#isClosed || bytes.length === 0 || bytes.length > this.#capacity / 4) return
    const extent = { ...span, id: this.#nextId++ }
    const extents = withExtent(this.extentsOf(name), extent)
    if (extents === undefined) return
    // Its place is taken before anything is waited for, so that two reads of the same bytes are kept once.
    this.#files.set(name, extents)
    this.#order.set(extent.id, { name, extent })
    this.size += bytes.length
    while (this.size > this.#capacity) await this.#dropOldest()
    if (this.#order.has(extent.id) && !(await this.#pieces.keep(extent.id, bytes))) await this.#drop(extent.id)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#files.clear()
    this.#order.clear()
    this.size = 0
    await this.#pieces.close()
  }

  async #dropOldest(): Promise<void> {
    for (const id of this.#order.keys()) return this.#drop(id)
  }

  async #drop(id: number): Promise<void> {
    const entry = this.#order.get(id)
    if (entry === undefined) return
    this.#order.delete(id)
    this.size -= entry.extent.to - entry.extent.from
    const left = this.extentsOf(entry.name).filter((extent) => extent.id !== id)
    if (left.length > 0) this.#files.set(entry.name, left)
    else this.#files.delete(entry.name)
    await this.#pieces.drop(id)
  }
}
