import type { Source } from '@glovebox/cleanroom'
import type { Sourced, Sources, TableSource } from '@glovebox/source'
import { findFiles } from '../source/find-files.ts'
import { localFiles } from '../source/local-files.ts'
import { ConnectionsUnreadable, connectionNamed, type LocalConnection, readConnections } from './connections-file.ts'

/** The places that the tables of a collaboration file are read from. */
export type LocalSources = {
  /** Opens a source through the connection that it names, as a member's table means it. */
  open(source: Source, member: string | undefined): Promise<Sourced<TableSource>>
  /** Ends connections and wipes what is kept. */
  close(): Promise<void>
}

/** Of what sources gave, so much is kept in memory until the command ends. */
const cacheBytes = 128 * 1024 * 1024

/**
 * Opens them for whoever holds the file: paths are relative to its folder, and every address may be asked, since it is
 * this account that asks. What reads elsewhere is loaded when a table lies elsewhere.
 */
export function openLocalSources({
  folder,
  stateFolder,
}: {
  readonly folder: string
  readonly stateFolder: string
}): LocalSources {
  let opening: Promise<Sources> | undefined
  const elsewhere = async (): Promise<Sources> => {
    opening ??= import('@glovebox/source').then(({ anyAddress, openSources }) =>
      openSources({ guard: anyAddress, cache: { bytes: cacheBytes } }),
    )
    return opening
  }
  return {
    open: async (source, member) => {
      if (source.kind === 'file') return openFiles(folder, source)
      const { connectionOf } = await import('@glovebox/source')
      const name = source.connection
      if (name === undefined)
        return (await elsewhere()).open(source, { connection: undefined, owner: member ?? '', folder })
      const named = findConnection(stateFolder, name, member)
      if (typeof named === 'string') return failed('not-found', named)
      const { connection } = named
      const needed = connectionOf[source.kind]?.kind
      if (connection.kind !== needed)
        return failed('unsupported', `\`${name}\` is a connection of the kind ${connection.kind}, not ${needed}`)
      return (await elsewhere()).open(source, { connection, owner: member ?? '', folder })
    },
    close: async () => (await opening)?.close(),
  }
}

function openFiles(folder: string, { path, format }: Extract<Source, { kind: 'file' }>): Sourced<TableSource> {
  const files = findFiles(folder, path)
  if (files.length === 0)
    return failed('not-found', 'no file matches; paths and globs are relative to the folder of the collaboration file')
  return { ok: true, value: localFiles({ format, files: files.map((file) => ({ path: file })) }) }
}

function findConnection(stateFolder: string, name: string, member: string | undefined): LocalConnection | string {
  try {
    const found = connectionNamed(readConnections(stateFolder), name, member)
    return found ?? `there is no connection named \`${name}\`: \`glovebox connection add\` makes one`
  } catch (error) {
    if (error instanceof ConnectionsUnreadable) return error.message
    throw error
  }
}

function failed(kind: 'not-found' | 'unsupported', reason: string): Sourced<never> {
  return { ok: false, failure: { kind, reason } }
}
