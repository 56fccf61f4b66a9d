import type { Source } from '@glovebox/cleanroom'
import { connectionOf, type Sourced, type Sources, type TableSource } from '@glovebox/source'
import { findOwnSource } from '../collaboration/file/find-own-source.ts'
import { ownFolder } from '../collaboration/file/own-folder.ts'
import type { ServerWorld } from '../server-world.ts'
import { type FetchFolder, makeFetchFolder } from '../source/fetch-folder.ts'
import { localFiles } from '../source/local-files.ts'
import type { Db } from '../store/store.ts'
import { kindOfConnection, openConnection } from './connections.ts'

/** The places that organisations read their tables from. */
export type OwnSources = {
  /** Opens a source of an organisation, through the connection that it names. Reasons are for that organisation alone. */
  open(organisation: string, source: Source): Promise<Sourced<TableSource>>
  /** Whether a source could be opened: its files are there, or its connection is. Nothing elsewhere is asked. */
  hasSource(db: Db, organisation: string, source: Source): Promise<boolean>
  /** A folder for what sources bring, wiped by whoever made it. */
  fetchFolder(): Promise<FetchFolder>
}

/** Opens them over the server's own folders and, where they are given, places elsewhere. */
export function openOwnSources(
  world: Pick<ServerWorld, 'store' | 'ownVaultOf' | 'dataFolder'>,
  { elsewhere, fetchRoot }: { readonly elsewhere?: Sources; readonly fetchRoot: string },
): OwnSources {
  const open: OwnSources['open'] = async (organisation, source) => {
    if (source.kind === 'file') return openFiles(world, organisation, source)
    const needed = connectionOf[source.kind]
    const { connection: name } = source
    const connection = name === undefined ? undefined : await openConnection(world, organisation, name)
    if (name !== undefined && connection === undefined)
      return failed('not-found', `you have no connection named \`${name}\``)
    if (connection !== undefined && connection.kind !== needed?.kind)
      return failed('unsupported', `\`${name}\` is a connection of the kind ${connection.kind}, not ${needed?.kind}`)
    if (elsewhere === undefined) return failed('unsupported', 'this server reads files of its own only')
    return elsewhere.open(source, { connection, owner: organisation, folder: ownFolder(world, organisation) })
  }
  return {
    open,
    hasSource: async (db, organisation, source) => {
      if (source.kind === 'file') return findOwnSource(world, organisation, source).ok
      const kind = connectionOf[source.kind]?.kind
      return source.connection === undefined || (await kindOfConnection(db, organisation, source.connection)) === kind
    },
    fetchFolder: () => makeFetchFolder(fetchRoot),
  }
}

function openFiles(
  world: Pick<ServerWorld, 'dataFolder'>,
  organisation: string,
  source: Extract<Source, { readonly kind: 'file' }>,
): Sourced<TableSource> {
  const found = findOwnSource(world, organisation, source)
  if (found.ok) return { ok: true, value: localFiles(found.value) }
  return failed('not-found', `no file of yours matches \`${source.path}\``)
}

function failed(kind: 'not-found' | 'unsupported', reason: string): Sourced<never> {
  return { ok: false, failure: { kind, reason } }
}
