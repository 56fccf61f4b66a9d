import type { TableAssociation } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import type { PinnedTable, SourceControl, SourceFailure } from '@glovebox/source'
import { pinTimeoutMs } from '../limits.ts'
import { fewAtOnce } from './few-at-once.ts'
import type { World } from './world.ts'

/** A table of a collaboration, and the version of it that is held on to. */
export type HeldTable = { readonly table: TableAssociation; readonly pinned: PinnedTable }

/** Tables that are held on to, or why some are not; `close` gives all of them back, once. */
export type HeldTables = {
  readonly tables: readonly HeldTable[]
  readonly diagnostics: readonly Diagnostic[]
  readonly close: () => Promise<void>
}

/** Pins every table, so that all that follows is of these versions. */
export async function pinTables(
  world: World,
  tables: readonly TableAssociation[],
  { signal }: SourceControl,
): Promise<HeldTables> {
  const held: HeldTable[] = []
  const diagnostics: Diagnostic[] = []
  const broken: unknown[] = []
  const timeout = AbortSignal.timeout(pinTimeoutMs)
  const control = { signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) }
  const looked = await fewAtOnce(tables, (table) =>
    pinTable(world, table, control).catch((error: unknown) => {
      broken.push(error)
      return { kind: 'broken' } as const
    }),
  )
  for (const [index, found] of looked.entries()) {
    const table = tables[index]
    if (table === undefined || found.kind === 'broken') continue
    if (found.kind === 'held') held.push({ table, pinned: found.pinned })
    else diagnostics.push(...found.diagnostics)
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= closeAll(held)
    return closing
  }
  if (broken.length > 0) {
    await close()
    throw broken[0]
  }
  // Whoever stopped it need not read what it would have said.
  const isStopped = signal?.aborted === true && diagnostics.length > 0
  return { tables: held, diagnostics: isStopped ? [diagnostic('RUN_CANCELLED', {})] : diagnostics, close }
}

/** The version that a table has now, as far as is worth asking; nothing where there is none. */
export async function versionNow(world: World, table: TableAssociation): Promise<string | undefined> {
  // A look at the file system is cheap, and it knows at once what changed.
  const remembered = isLocal(table) ? undefined : world.versions.get(memoryKey(table))
  if (remembered !== undefined) return remembered
  const look = async (): Promise<string | undefined> => {
    const held = await pinTables(world, [table], {})
    await held.close()
    return held.tables[0]?.pinned.version
  }
  return isLocal(table) ? look() : world.versions.look(memoryKey(table), look)
}

/** Whether a table's rows lie on this machine. */
export function isLocal({ source }: TableAssociation): boolean {
  return source.kind === 'file'
}

/** Tells the table's owner why its source gives nothing. Everybody else is told what they are told of every cause. */
export function reportFailure(world: World, table: TableAssociation, { kind, reason }: SourceFailure): Diagnostic {
  world.onOwnerReport?.(table, `${kind}: ${reason}`)
  const { name, owner, source } = table
  const author = { table: name, owner }
  if (world.speaksToOwners) return diagnostic('SOURCE_FAILED', { path: source.path, reason }, source.at, author)
  return diagnostic('RUN_DATA_MISSING', { table: name }, source.at, author)
}

type Looked =
  | { readonly kind: 'held'; readonly pinned: PinnedTable }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }

async function pinTable(world: World, table: TableAssociation, control: SourceControl): Promise<Looked> {
  const source = await world.openSource(table)
  if (!source.ok) return { kind: 'refused', diagnostics: source.diagnostics }
  const pinned = await source.value.pin(control)
  if (!pinned.ok) return { kind: 'refused', diagnostics: [reportFailure(world, table, pinned.failure)] }
  if (!isLocal(table)) world.versions.note(memoryKey(table), pinned.value.version)
  return { kind: 'held', pinned: pinned.value }
}

/** Everything is given back, whatever goes wrong with some of it: the run's end does not depend on it. */
async function closeAll(held: readonly HeldTable[]): Promise<void> {
  await Promise.allSettled(held.map(({ pinned }) => pinned.close()))
}

function memoryKey({ name, source: { at: _, ...source } }: TableAssociation): string {
  return JSON.stringify([name, source])
}
