import type { Source } from '@glovebox/cleanroom'
import { connectionOf, openTable, type Sourced, type TableSource } from '@glovebox/source'
import { findOwnSource } from '../collaboration/file/find-own-source.ts'
import type { ServerWorld } from '../server-world.ts'
import { openConnection } from './connections.ts'

/** Opens a source of an organisation, through the connection that it names where it names one. */
export async function openOwnSource(
  world: ServerWorld,
  organisation: string,
  source: Source,
): Promise<Sourced<TableSource>> {
  if (source.kind === 'file') return openFiles(world, organisation, source)
  const needed = connectionOf[source.kind]
  const { connection: name } = source
  const connection = name === undefined ? undefined : await openConnection(world, organisation, name)
  if (name !== undefined && connection === undefined)
    return failed('not-found', `you have no connection named \`${name}\``)
  if (connection !== undefined && connection.kind !== needed?.kind)
    return failed('unsupported', `\`${name}\` is a connection of the kind ${connection.kind}, not ${needed?.kind}`)
  return openTable(source, connection)
}

function openFiles(
  world: ServerWorld,
  organisation: string,
  source: Extract<Source, { readonly kind: 'file' }>,
): Sourced<TableSource> {
  const found = findOwnSource(world, organisation, source)
  if (!found.ok) return failed('not-found', `no file of yours matches \`${source.path}\``)
  const { value } = found
  return {
    ok: true,
    value: {
      pin: async () => ({
        ok: true,
        value: {
          version: '',
          size: { files: value.files.length },
          fetch: async () => ({ ok: true, value }),
          close: async () => {},
        },
      }),
    },
  }
}

function failed(kind: 'not-found' | 'unsupported', reason: string): Sourced<never> {
  return { ok: false, failure: { kind, reason } }
}
